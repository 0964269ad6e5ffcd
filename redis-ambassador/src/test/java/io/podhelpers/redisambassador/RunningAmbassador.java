package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.proxy.RawClient;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/// The service in this process, from its command line on.
final class RunningAmbassador implements AutoCloseable {
    private final Ambassador ambassador;
    private final int admin = FreePorts.next();

    RunningAmbassador(String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--admin-listen-address=127.0.0.1:" + admin);
        AmbassadorCommand command = new AmbassadorCommand();
        CommandLine line = new CommandLine(command)
                .registerConverter(Duration.class, io.podhelpers.runtime.Durations::parse)
                .registerConverter(io.podhelpers.runtime.ByteSize.class, io.podhelpers.runtime.ByteSize::parse)
                .registerConverter(
                        io.podhelpers.runtime.ListenAddress.class, io.podhelpers.runtime.ListenAddress::parse);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.parseArgs(all.toArray(String[]::new));
        ambassador = new Ambassador(command.config(), command::config);
        ambassador.start();
    }

    RawClient connect(int port) throws IOException {
        return new RawClient(port);
    }

    /// As by SIGHUP.
    void reload() {
        ambassador.reload();
    }

    String get(String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 30 s: " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() {
        try {
            ambassador.stop(Deadline.after(Duration.ofSeconds(30), InstantSource.system()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
