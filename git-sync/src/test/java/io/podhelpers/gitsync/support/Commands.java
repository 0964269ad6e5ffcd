package io.podhelpers.gitsync.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs installed programs in one folder, apart from the user's own settings.
public final class Commands {
    private static final int LIMIT_SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    public Commands(Path folder) {
        this.folder = folder;
        environment.put("HOME", folder.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_AUTHOR_NAME", "Ann");
        environment.put("GIT_AUTHOR_EMAIL", "ann@example.com");
        environment.put("GIT_COMMITTER_NAME", "Ann");
        environment.put("GIT_COMMITTER_EMAIL", "ann@example.com");
    }

    /// One more variable for all later runs.
    public Commands with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Runs a program that has to succeed.
    ///
    /// @return what it printed, standard error included
    public String run(String... command) throws IOException, InterruptedException {
        return feed("", command);
    }

    /// Runs a program that reads the input and has to succeed.
    public String feed(String input, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /// Whether the program is installed.
    public static boolean isInstalled(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(directory -> Path.of(directory, program).toFile().canExecute());
    }
}
