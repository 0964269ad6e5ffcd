package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a pass has to do that is killed.
enum KillScenario {
    FIRST_SYNC,
    UPDATE,
    FORCED_PUSH,
    DAMAGED_VOLUME,
    OTHER_DEPTH,
    SUBMODULE,
    SPARSE,
    LARGE_FILE,
    CONTENT;

    static final int FILES = 3;
    private static final int REVISIONS = 500;

    /// The remote's revisions; in each all files hold its number, also those of [#morePaths].
    ///
    /// @param submodule moves along, if there is one
    record Remotes(Revisions site, @Nullable Revisions submodule) {
        void advance() throws IOException {
            int before = site.current();
            if (submodule != null) {
                submodule.advance();
            }
            site.advance();
            if (site.current() == before) {
                throw new AssertionError("there are too few revisions: " + before);
            }
        }
    }

    Remotes makeRemotes(Path directory) throws Exception {
        return switch (this) {
            case FORCED_PUSH -> new Remotes(make(directory, _ -> "", true), null);
            case SUBMODULE -> withSubmodule(directory);
            case SPARSE -> new Remotes(make(directory, _ -> inline("left-out/file", "x"), false), null);
            case LARGE_FILE -> new Remotes(withLargeFile(directory), null);
            case FIRST_SYNC, UPDATE, DAMAGED_VOLUME, OTHER_DEPTH, CONTENT ->
                new Remotes(make(directory, _ -> "", false), null);
        };
    }

    private static Revisions make(Path directory, Revisions.More more, boolean unrelated) throws Exception {
        return Revisions.make(directory, "site", REVISIONS, FILES, more, unrelated);
    }

    private static Remotes withSubmodule(Path directory) throws Exception {
        Revisions submodule = Revisions.make(directory, "sub", REVISIONS, 2);
        String modules = inline(".gitmodules", "[submodule \"sub\"]\n\tpath = sub\n\turl = ../sub.git\n");
        Revisions site =
                make(directory, revision -> modules + "M 160000 " + submodule.hash(revision) + " sub\n", false);
        return new Remotes(site, submodule);
    }

    private static Revisions withLargeFile(Path directory) throws Exception {
        Path objects = directory.resolve("site.git/lfs/objects");
        for (int revision = 0; revision < REVISIONS; revision++) {
            String oid = oid(revision);
            Path object = objects.resolve(oid.substring(0, 2), oid.substring(2, 4), oid);
            Files.createDirectories(object.getParent());
            Files.writeString(object, large(revision));
        }
        String attributes = inline(".gitattributes", "*.bin filter=lfs\n");
        return make(
                directory,
                revision -> attributes
                        + inline(
                                "large.bin",
                                "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid(revision) + "\nsize "
                                        + large(revision).length() + "\n"),
                false);
    }

    private static String large(int revision) {
        return revision + "\n" + "y".repeat(3000);
    }

    private static String oid(int revision) {
        try {
            byte[] content = large(revision).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String inline(String path, String content) {
        return "M 100644 inline " + path + "\ndata " + content.length() + "\n" + content + "\n";
    }

    /// Files of a revision besides the usual ones.
    List<String> morePaths() {
        return switch (this) {
            case SUBMODULE -> List.of("sub/" + Revisions.path(0), "sub/" + Revisions.path(1));
            case LARGE_FILE -> List.of("large.bin");
            case FIRST_SYNC, UPDATE, FORCED_PUSH, DAMAGED_VOLUME, OTHER_DEPTH, SPARSE, CONTENT -> List.of();
        };
    }

    /// Whether git itself can say if the worktree is clean: with its own files, and without a filter of Git LFS.
    boolean isForGit() {
        return this != CONTENT && this != LARGE_FILE;
    }

    /// Options besides the usual ones.
    ///
    /// @param round changes them where they are to change
    List<String> options(Path directory, int round) throws IOException {
        return switch (this) {
            case OTHER_DEPTH -> List.of("--depth=" + (1 + round % 2));
            case CONTENT -> List.of("--layout=content");
            case SPARSE -> {
                Path patterns = Files.writeString(directory.resolve("patterns"), "/*\n!/left-out/\n");
                yield List.of("--sparse-checkout-file=" + patterns);
            }
            case FIRST_SYNC, UPDATE, FORCED_PUSH, DAMAGED_VOLUME, SUBMODULE, LARGE_FILE -> List.of();
        };
    }
}
