package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where it is published, and how the files look there.
final class LayoutOptions {
    private static final String SEVERAL = ".repositories";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Directory for the repository and its worktrees. Required.")
    @Nullable
    String root;

    @Option(
            names = "--link",
            paramLabel = "PATH",
            description = "The symlink to publish, absolute or relative to --root; by default the last part of --repo.")
    @Nullable
    String link;

    @Option(
            names = "--error-file",
            paramLabel = "PATH",
            description = "File to which an error is written, absolute or relative to --root; removed on success.")
    @Nullable
    String errorFile;

    @Option(
            names = "--touch-file",
            paramLabel = "PATH",
            description = "File to touch after each update, absolute or relative to --root.")
    @Nullable
    String touchFile;

    @Option(
            names = "--stale-worktree-timeout",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "How long a worktree that is no longer published is kept.")
    Duration staleWorktreeTimeout;

    @Option(
            names = "--group-write",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class,
            description = "Publish files that their group may write.")
    boolean groupWrite;

    @Option(
            names = "--add-user",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class,
            description = "Accepted for compatibility: ssh works here without an entry in /etc/passwd.")
    boolean addUser;

    @Option(
            names = "--layout",
            paramLabel = "FORM",
            defaultValue = "worktree",
            description = "What is published: worktree, in which git works, or content, the same files without a .git.")
    String layout;

    @Option(
            names = "--subdirectory",
            paramLabel = "PATH",
            description = "Publish only this folder of the repository; needs --layout=content.")
    @Nullable
    String subdirectory;

    private PublishedForm form() {
        String folder =
                subdirectory == null ? "" : Path.of(subdirectory).normalize().toString();
        if (folder.startsWith("/") || folder.startsWith("..")) {
            throw new UserError("--subdirectory: " + subdirectory + " (expected: a path inside the repository)");
        }
        return switch (layout) {
            case "content" -> new PublishedForm(true, folder);
            case "worktree" -> {
                if (!folder.isEmpty()) {
                    throw new UserError("--subdirectory: set with --layout=worktree (expected: --layout=content)");
                }
                yield PublishedForm.WORKTREE;
            }
            default -> throw new UserError("--layout: '" + layout + "' (expected: worktree, content)");
        };
    }

    /// @param name of a repository among several, which then keeps its files in a folder of its own below the root
    LayoutConfig toConfig(String repo, @Nullable String effectiveLink, String name) {
        if (root == null || root.isEmpty()) {
            throw new UserError("--root: missing (expected: a directory)");
        }
        Path base = Path.of(root).toAbsolutePath().normalize();
        String linkName = effectiveLink == null || effectiveLink.isEmpty() ? leafOf(repo) : effectiveLink;
        return new LayoutConfig(
                name.isEmpty() ? base : base.resolve(SEVERAL).resolve(name),
                base.resolve(linkName).normalize(),
                under(base, errorFile),
                under(base, touchFile),
                staleWorktreeTimeout,
                groupWrite,
                form());
    }

    private static @Nullable Path under(Path base, @Nullable String path) {
        return path == null || path.isEmpty() ? null : base.resolve(path).normalize();
    }

    static String leafOf(String repo) {
        String trimmed = repo.replaceAll("/+$", "");
        return trimmed.substring(trimmed.lastIndexOf('/') + 1);
    }
}
