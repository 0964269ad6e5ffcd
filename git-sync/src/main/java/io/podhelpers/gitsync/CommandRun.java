package io.podhelpers.gitsync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs a program of the user's: no arguments, in a worktree, with `GITSYNC_HASH`, for a limited time.
final class CommandRun {
    private static final int MOST_OUTPUT = 8192;
    private static final Duration FOR_OUTPUT = Duration.ofSeconds(1);

    private CommandRun() {}

    /// @throws IOException if it cannot be started, exits with other than 0, or takes too long; with its output's start
    static void run(String command, Duration timeout, String hash, Path directory)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("GITSYNC_HASH", hash);
        Process process = builder.start();
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.startVirtualThread(() -> output.complete(startOf(process.getInputStream())));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SyncException(command + " took longer than " + timeout.toSeconds() + "s");
            }
        } finally {
            kill(process);
        }
        if (process.exitValue() != 0) {
            String text = output.completeOnTimeout("", FOR_OUTPUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            throw new SyncException(
                    command + " exited with " + process.exitValue() + (text.isBlank() ? "" : ": " + text.strip()));
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /// Reads to the end, so that the program never waits for a reader, and returns the first part.
    private static String startOf(InputStream in) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[1024];
        try (in) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (text.length() < MOST_OUTPUT) {
                    text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // it was killed: what it had written until then is all there is
            return text.toString();
        }
        return text.toString();
    }
}
