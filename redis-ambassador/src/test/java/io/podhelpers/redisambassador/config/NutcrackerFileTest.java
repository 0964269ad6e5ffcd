package io.podhelpers.redisambassador.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NutcrackerFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsPoolsWithAllTheirKeys() throws IOException {
        List<UpstreamSpec.Shards> pools = read("""
                alpha:
                  listen: 127.0.0.1:22121
                  hash: murmur
                  hash_tag: "{}"
                  distribution: modula
                  auto_eject_hosts: true
                  redis: true
                  redis_auth: 0123
                  redis_db: 4
                  timeout: 400
                  backlog: 512
                  preconnect: true
                  server_connections: 1
                  server_retry_timeout: 2000
                  server_failure_limit: 1
                  servers:
                   - 127.0.0.1:6380:1 server one
                   - redis.example:6381:2
                beta:
                  listen: /run/beta.sock 0660
                  redis: true
                  servers: [ "h:1:1" ]
                """);

        assertThat(pools).hasSize(2);
        UpstreamSpec.Shards alpha = pools.getFirst();
        assertThat(alpha.pool().listen()).isEqualTo("127.0.0.1:22121");
        assertThat(alpha.pool().hash()).isEqualTo(KeyHash.MURMUR);
        assertThat(alpha.pool().distribution()).isEqualTo(Distribution.MODULA);
        assertThat(alpha.pool().hashTag()).isEqualTo("{}");
        assertThat(alpha.pool().eject()).isEqualTo(ShardPool.Eject.REMAP);
        assertThat(alpha.pool().timeout()).isEqualTo(Duration.ofMillis(400));
        assertThat(alpha.pool().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(alpha.pool().failureLimit()).isEqualTo(1);
        assertThat(alpha.access().currentPassword()).isEqualTo("0123");
        assertThat(alpha.access().database()).isEqualTo(4);
        assertThat(alpha.pool().servers())
                .containsExactly(
                        new ShardServer("127.0.0.1", 6380, 1, "server one"),
                        new ShardServer("redis.example", 6381, 2, null));
    }

    @Test
    void whatIsNotSaidIsAsInNutcracker() throws IOException {
        UpstreamSpec.Shards pool = read("""
                alpha:
                  listen: 127.0.0.1:22121
                  redis: true
                  servers:
                   - h:11211:1
                """).getFirst();

        assertThat(pool.pool().hash()).isEqualTo(KeyHash.FNV1A_64);
        assertThat(pool.pool().distribution()).isEqualTo(Distribution.KETAMA);
        assertThat(pool.pool().eject()).isEqualTo(ShardPool.Eject.ERROR);
        assertThat(pool.pool().retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pool.pool().failureLimit()).isEqualTo(2);
        assertThat(pool.pool().timeout()).isNull();
        assertThat(pool.pool().servers().getFirst().hashedName()).isEqualTo("h");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    hsh: md5                | directive "hsh" is unknown
                    hash: md6               | directive "hash" is not a valid hash: 'md6'
                    distribution: x         | directive "distribution" is not a valid distribution: 'x'
                    hash_tag: "{"           | directive "hash_tag" is not a valid hash tag string with two characters: '{'
                    timeout: soon           | directive "timeout" is not a number: 'soon'
                    auto_eject_hosts: yes   | directive "auto_eject_hosts" is not "true" or "false": 'yes'
                    server_connections: 0   | directive "server_connections" cannot be 0
                    hash: [md5]             | directive "hash" has an invalid value
                    redis: false            | directive "redis" is not "true"
                    listen: h:1             | line 4: found duplicate key listen
                    """)
    void saysWhatIsWrongInNutcrackersWords(String line, String message) {
        String file = """
                alpha:
                  %s
                  redis: true
                  listen: 127.0.0.1:22121
                  servers:
                   - h:6379:1
                """.formatted(line);
        String once = line.startsWith("redis") ? file.replace("  redis: true\n", "") : file;

        assertThatThrownBy(() -> read(once)).isInstanceOf(UserError.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    h:6379          | has an invalid "hostname:port:weight [name]" format string
                    h:0:1           | has an invalid port in "hostname:port:weight [name]" format string
                    h:6379:x        | has an invalid weight in "hostname:port:weight [name]" format string
                    h:6379:0        | has a zero weight in "hostname:port:weight [name]" format string
                    /run/r.sock:1   | is a unix socket
                    """)
    void refusesAServerThatIsNone(String server, String message) {
        assertThatThrownBy(() -> NutcrackerFile.server(server, "file: pool 'a': directive \"servers\""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith("file: pool 'a'");
    }

    @Test
    void refusesAPoolThatCannotServe() {
        assertThatThrownBy(() -> read("alpha:\n  redis: true\n  servers: [h:1:1]\n"))
                .hasMessageContaining("directive \"listen:\" is missing");
        assertThatThrownBy(() -> read("alpha:\n  redis: true\n  listen: h:1\n"))
                .hasMessageContaining("pool 'alpha' has no servers");
        assertThatThrownBy(() -> read("alpha:\n  redis: true\n  listen: h:1\n  servers: [h:1:1, h:1:2]\n"))
                .hasMessageContaining("pool 'alpha' has servers with same name 'h:1'");
        assertThatThrownBy(() -> read("""
                a: {redis: true, listen: "h:1", servers: ["h:1:1"]}
                b: {redis: true, listen: "h:1", servers: ["h:1:1"]}
                """))
                .hasMessageContaining("pools 'a' and 'b' have the same listen address 'h:1'");
        assertThatThrownBy(() -> read("")).hasMessageContaining("has no pools");
        assertThatThrownBy(() -> read("a: [")).hasMessageContaining("line ");
        assertThatThrownBy(() -> NutcrackerFile.read(folder.resolve("none.yml")))
                .hasMessageContaining("no file")
                .hasMessageContaining("none.yml");
    }

    private List<UpstreamSpec.Shards> read(String text) throws IOException {
        return NutcrackerFile.read(Files.writeString(folder.resolve("nutcracker.yml"), text));
    }
}
