package io.podhelpers.redisambassador.it;

import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/// A primary and two replicas, and the ambassador's image before them, which is told of the primary only.
final class RedisSet implements AutoCloseable {
    private static final DockerImageName REDIS = DockerImageName.parse("redis:8.0");
    private static final int PORT = 6379;

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> primary = redis("primary");
    private final List<GenericContainer<?>> replicas = new ArrayList<>();
    private final List<GenericContainer<?>> others = new ArrayList<>();
    private final RedisAmbassadorContainer ambassador;

    RedisSet(String... options) {
        primary.start();
        for (String name : List.of("replica-0", "replica-1")) {
            GenericContainer<?> replica = redis(name, "--replicaof", "primary", Integer.toString(PORT));
            replica.start();
            replicas.add(replica);
        }
        ambassador = Watched.ambassador().withUpstream("redis://primary:" + PORT);
        for (String option : options) {
            ambassador.withOption(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        ambassador.withNetwork(network);
        ambassador.start();
        until("both replicas are connected", () -> topology().split("\"link\":\"connected\"", -1).length == 3);
    }

    private GenericContainer<?> redis(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of("redis-server", "--save", "", "--enable-debug-command", "yes"));
        command.addAll(List.of(arguments));
        return new GenericContainer<>(REDIS)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withExposedPorts(PORT)
                .withCommand(command.toArray(String[]::new));
    }

    /// Another server that has nothing to do with these.
    Differential.Address another() {
        GenericContainer<?> other = redis("other-" + others.size());
        other.start();
        others.add(other);
        return address(other);
    }

    private static Differential.Address address(GenericContainer<?> redis) {
        return new Differential.Address(redis.getHost(), redis.getMappedPort(PORT));
    }

    Differential.Address throughAmbassador() {
        return new Differential.Address(ambassador.getHost(), ambassador.getMappedPort(PORT));
    }

    Differential.Address replica(int number) {
        return address(replicas.get(number));
    }

    void stopReplica(int number) {
        replicas.get(number).stop();
    }

    RedisAmbassadorContainer ambassador() {
        return ambassador;
    }

    String topology() {
        return get("/topology");
    }

    String metrics() {
        return get("/metrics");
    }

    private String get(String path) {
        return get(ambassador, path);
    }

    static String get(RedisAmbassadorContainer ambassador, String path) {
        URI uri = URI.create("http://" + ambassador.getHost() + ":"
                + ambassador.getMappedPort(RedisAmbassadorContainer.ADMIN_PORT) + path);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within a minute: " + what);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        try {
            Watched.stop(ambassador);
        } finally {
            replicas.forEach(GenericContainer::stop);
            others.forEach(GenericContainer::stop);
            primary.stop();
            network.close();
        }
    }
}
