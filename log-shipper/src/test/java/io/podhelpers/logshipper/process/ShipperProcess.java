package io.podhelpers.logshipper.process;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The program as a process of its own, with the heap that its image has.
final class ShipperProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    private ShipperProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// @param directory where its standard output (`out`) and its log (`err`) go
    static ShipperProcess start(Path directory, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.podhelpers.logshipper.Main",
                "--admin-listen-address=127.0.0.1:0"));
        command.addAll(options);
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
                .start();
        return new ShipperProcess(process, err);
    }

    /// Sends a signal by its name.
    void signal(String name) throws IOException, InterruptedException {
        until("the shipper is up", () -> port() > 0);
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /// Its standard input.
    OutputStream input() {
        return process.getOutputStream();
    }

    /// The most that was in memory so far, as the kernel counts it.
    long peakMemoryBytes() throws IOException {
        String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        int at = status.indexOf("VmHWM:") + "VmHWM:".length();
        return Long.parseLong(status.substring(at, status.indexOf("kB", at)).strip()) * 1024;
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Waits for the end.
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the shipper does not end");
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /// One answer of the admin port.
    String admin(String path) throws IOException, InterruptedException {
        until("the admin port is open", () -> port() > 0);
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /// The sum of a metric over its labels; 0 before the admin port is open.
    double metric(String name) {
        if (port() == 0) {
            return 0;
        }
        try {
            return admin("/metrics")
                    .lines()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private int port() {
        try {
            String text = log();
            int at = text.lastIndexOf("listening=");
            return at < 0
                    ? 0
                    : Integer.parseInt(
                            text.substring(at + "listening=".length()).split("\\s", 2)[0]);
        } catch (IOException e) {
            return 0;
        }
    }

    /// Waits until it is so, with a deadline.
    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + "s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
