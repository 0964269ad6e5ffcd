package io.podhelpers.gitsync;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Passes in this JVM, driven by hand. Each [#pass] after [#restart] starts as a new process would.
final class Sync implements AutoCloseable {
    static {
        QuietSystemReader.install();
    }

    final Path root;
    final Path link;
    private final RepositoryConfig config;
    private InstantSource clock = InstantSource.system();
    private @Nullable OpenPass open;

    private Sync(RepositoryConfig config) {
        this.config = config;
        this.root = config.layout().root();
        this.link = config.layout().link();
    }

    /// What the command line makes of the arguments.
    static RepositoryConfig config(Map<String, String> environment, String... arguments) {
        return serviceConfig(environment, arguments).repositories().getFirst();
    }

    /// The same of the whole process.
    static GitSyncConfig serviceConfig(Map<String, String> environment, String... arguments) {
        GitSyncConfig[] seen = new GitSyncConfig[1];
        GitSyncCommand command = new GitSyncCommand(environment, config -> {
            seen[0] = config;
            return 0;
        });
        StringWriter err = new StringWriter();
        int exit = CommandLineRunner.run(
                "git-sync",
                command,
                new OptionVariables(),
                arguments,
                environment,
                new PrintWriter(err, true),
                new PrintWriter(err, true));
        if (exit != 0) {
            throw new AssertionError("exit " + exit + ": " + err);
        }
        return seen[0];
    }

    static Sync of(Remote remote, Path root, String... more) {
        return of(remote.url(), root, more);
    }

    static Sync of(String url, Path root, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--repo", url, "--root", root.toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--link")) {
            arguments.addAll(List.of("--link", "link"));
        }
        return new Sync(config(Map.of(), arguments.toArray(String[]::new)));
    }

    SyncPass.Outcome pass() throws IOException, InterruptedException {
        if (open == null) {
            SyncMetrics metrics = new ServiceMetrics(false).of("");
            TokenSource tokens = TokenSources.of(config.access(), metrics, clock);
            HooksConfig.Command gate = config.hooks().gate();
            open = OpenPass.open(config, tokens, gate == null ? Gate.open() : new CommandGate(gate), clock);
        }
        SyncPass.Outcome outcome = open.pass().run(new PassLimit(Duration.ofMinutes(2), clock), false);
        open.pass().cleanUp(outcome.hash());
        return outcome;
    }

    /// Has the passes from now on see this time.
    Sync at(InstantSource time) {
        close();
        clock = time;
        return this;
    }

    /// Forgets everything that is only in memory.
    Sync restart() {
        close();
        return this;
    }

    /// The same as a killed process does it: nothing is closed.
    Sync abandon() {
        open = null;
        return this;
    }

    String published() {
        try {
            return Files.readSymbolicLink(link).getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String path) {
        try {
            return Files.readString(link.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What git says of the published worktree, nothing if it is clean.
    String status() {
        return Git.run(link, "status", "--porcelain", "--ignored");
    }

    Optional<Path> directoryOf(String hash) {
        return Optional.of(config.layout().form().directory(root).resolve(hash)).filter(Files::isDirectory);
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
