package io.podhelpers.redisambassador.shards;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.config.NutcrackerFile;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.topology.RedisNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/// 10,000 keys of all shapes written through a real nutcracker, for every hash and distribution: each key is found on
/// the server that we compute from the same file.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class NutcrackerParityIT {
    private static final int KEYS = 10_000;
    private static final int BATCH = 500;
    private static final int FIRST_LISTENER = 22100;
    private static final int FIRST_SERVER = 7001;
    private static final int SERVERS = 5;
    private static final int NONE = -1;
    private static final int KILLED = 1; // the last one holds the container

    @TempDir
    private Path folder;

    @Test
    void everyKeyIsWhereNutcrackerPutsItAlsoWithoutTheServerItHasEjected() throws IOException, InterruptedException {
        Set<String> keys = Keys.ofAllShapes(KEYS);
        String configuration = configuration();
        List<UpstreamSpec.Shards> pools =
                NutcrackerFile.read(Files.writeString(folder.resolve("nutcracker.yml"), configuration));
        try (GenericContainer<?> redis = redis();
                GenericContainer<?> nutcracker = nutcracker(redis, configuration)) {
            nutcracker.start();
            String host = RedisNode.ip(redis);
            for (UpstreamSpec.Shards pool : pools) {
                if (!isEjecting(pool)) {
                    write(keys, host, pool);
                    compare(keys, host, pool, NONE);
                }
            }
            redis.execInContainer("redis-cli", "-p", Integer.toString(FIRST_SERVER + KILLED), "shutdown", "nosave");
            for (UpstreamSpec.Shards pool : pools) {
                if (isEjecting(pool)) {
                    writeUntilEjected(keys, host, pool);
                    forget(host, pool);
                    write(keys, host, pool);
                    compare(keys, host, pool, KILLED);
                }
            }
        }
        assertThat(pools).hasSize(2 * KeyHash.values().length + 6);
    }

    /// The first keys were written where they belong while all servers were there.
    private static void forget(String host, UpstreamSpec.Shards pool) throws IOException {
        for (int server = 0; server < SERVERS; server++) {
            if (server != KILLED) {
                try (RawRedis redis = new RawRedis(host, FIRST_SERVER + server)) {
                    redis.call("SELECT", Integer.toString(pool.access().database()));
                    redis.call("FLUSHDB");
                }
            }
        }
    }

    private static boolean isEjecting(UpstreamSpec.Shards pool) {
        return pool.pool().eject() == ShardPool.Eject.REMAP;
    }

    /// The first keys of a server that is gone are answered with errors.
    private static void writeUntilEjected(Set<String> keys, String host, UpstreamSpec.Shards pool) throws IOException {
        String listen = String.valueOf(pool.pool().listen());
        int port = Integer.parseInt(listen.substring(listen.indexOf(':') + 1));
        int errors = 0;
        try (RawRedis nutcracker = RawRedis.connectPatiently(host, port)) {
            for (String key : keys) {
                try {
                    nutcracker.call("SET", key, "v");
                } catch (EOFException e) {
                    throw e;
                } catch (IOException e) {
                    errors++;
                }
            }
        }
        assertThat(errors).isBetween(1, 10);
    }

    /// Each pool has a database of its own on the same servers, so that the pools' keys stay apart.
    private static String configuration() {
        List<String> pools = new ArrayList<>();
        for (KeyHash hash : KeyHash.values()) {
            for (String distribution : List.of("ketama", "modula")) {
                pools.add(pool(pools.size(), hash.word(), distribution, "1 2 1 3 1", "", ""));
            }
        }
        pools.add(pool(pools.size(), "fnv1a_64", "ketama", "1 1 1 1 1", "", "")); // as by REDIS_SERVERS
        pools.add(pool(pools.size(), "murmur", "ketama", "7 11 1 100 13", " name", ""));
        pools.add(pool(pools.size(), "fnv1a_64", "ketama", "1 1 1 1 1", "", "  hash_tag: \"{}\"\n"));
        pools.add(pool(pools.size(), "crc32", "modula", "1 1 1 1 1", " n", "  hash_tag: \"$$\"\n"));
        String ejecting = "  auto_eject_hosts: true\n  server_failure_limit: 1\n  server_retry_timeout: 600000\n";
        pools.add(pool(pools.size(), "fnv1a_64", "ketama", "1 2 1 3 1", "", ejecting));
        pools.add(pool(pools.size(), "md5", "modula", "1 2 1 3 1", "", ejecting));
        return String.join("", pools);
    }

    private static String pool(int number, String hash, String distribution, String weights, String name, String more) {
        StringBuilder pool = new StringBuilder(String.format(
                Locale.ROOT,
                "pool%d:\n  listen: 0.0.0.0:%d\n  redis: true\n  redis_db: %d\n  hash: %s\n  distribution: %s\n%s",
                number,
                FIRST_LISTENER + number,
                number,
                hash,
                distribution,
                more));
        pool.append("  servers:\n");
        String[] weight = weights.split(" ", -1);
        for (int server = 0; server < SERVERS; server++) {
            pool.append("   - 127.0.0.1:")
                    .append(FIRST_SERVER + server)
                    .append(':')
                    .append(weight[server])
                    .append(name.isEmpty() ? "" : name + server)
                    .append('\n');
        }
        return pool.toString();
    }

    /// Several servers in one container, which nutcracker joins.
    private static GenericContainer<?> redis() {
        StringBuilder script = new StringBuilder();
        for (int server = 0; server < SERVERS; server++) {
            script.append("redis-server --save '' --databases 64 --protected-mode no --port ")
                    .append(FIRST_SERVER + server)
                    .append(server < SERVERS - 1 ? " & " : "");
        }
        GenericContainer<?> redis = new GenericContainer<>("redis:8.0")
                .withCommand("sh", "-c", script.toString())
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", SERVERS)
                        .withStartupTimeout(Duration.ofSeconds(60)));
        redis.start();
        return redis;
    }

    private static GenericContainer<?> nutcracker(GenericContainer<?> redis, String configuration) {
        return new GenericContainer<>("podhelpers-test/nutcracker:0.5")
                .withNetworkMode("container:" + redis.getContainerId())
                .withCopyToContainer(Transferable.of(configuration), "/etc/nutcracker/nutcracker.yml");
    }

    private static void write(Set<String> keys, String host, UpstreamSpec.Shards pool) throws IOException {
        String listen = String.valueOf(pool.pool().listen());
        int port = Integer.parseInt(listen.substring(listen.indexOf(':') + 1));
        try (RawRedis nutcracker = RawRedis.connectPatiently(host, port)) {
            int unanswered = 0;
            for (String key : keys) {
                nutcracker.send("SET", key, "v");
                unanswered++;
                if (unanswered == BATCH) {
                    receive(nutcracker, unanswered);
                    unanswered = 0;
                }
            }
            receive(nutcracker, unanswered);
        }
    }

    private static void receive(RawRedis from, int replies) throws IOException {
        for (int reply = 0; reply < replies; reply++) {
            assertThat(from.receive()).isEqualTo("OK");
        }
    }

    private static void compare(Set<String> keys, String host, UpstreamSpec.Shards pool, int dead) throws IOException {
        ShardMap map = ShardMap.of(pool.pool(), server -> server != dead);
        Map<String, Integer> theirs = new HashMap<>();
        for (int server = 0; server < SERVERS; server++) {
            if (server == dead) {
                continue;
            }
            try (RawRedis redis = new RawRedis(host, FIRST_SERVER + server)) {
                redis.call("SELECT", Integer.toString(pool.access().database()));
                for (Object key : (List<?>) redis.call("KEYS", "*")) {
                    theirs.put((String) key, server);
                }
            }
        }
        Map<String, Integer> ours = new HashMap<>();
        for (String key : keys) {
            ByteBuf bytes = Unpooled.wrappedBuffer(("__" + key).getBytes(ISO_8859_1));
            ours.put(key, map.shardOf(bytes, 2, key.length()));
        }
        long different = ours.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(theirs.get(entry.getKey())))
                .count();
        assertThat(different)
                .as(
                        "keys placed elsewhere with %s and %s",
                        pool.pool().hash().word(), pool.pool().distribution())
                .isZero();
        assertThat(theirs).hasSameSizeAs(keys);
    }
}
