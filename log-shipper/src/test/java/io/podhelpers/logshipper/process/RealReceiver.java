package io.podhelpers.logshipper.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Somebody else's server as a process of its own, made of the class path that its module in `receivers` wrote.
final class RealReceiver implements AutoCloseable {
    private final Process process;
    private final Path log;

    private RealReceiver(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static String classPath(String receiver) throws IOException {
        return Files.readString(
                        Path.of("receivers", receiver, "target", "classpath").toAbsolutePath())
                .strip();
    }

    /// @param options of the JVM, the main class and its arguments
    static RealReceiver java(String receiver, Path directory, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(receiver)));
        command.addAll(List.of(options));
        return start(receiver, directory, command, Map.of());
    }

    static RealReceiver start(String name, Path directory, List<String> command, Map<String, String> environment)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new RealReceiver(builder.start(), log);
    }

    /// Waits until somebody listens there.
    void listensOn(int port) throws InterruptedException {
        ShipperProcess.until("port " + port + " is open; the log:\n" + log(), () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the receiver has ended:\n" + log());
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
