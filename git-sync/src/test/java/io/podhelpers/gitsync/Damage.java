package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// What can have happened between two starts.
enum Damage {
    GIT_DELETED(root -> FileTrees.delete(root.resolve(".git"))),
    GIT_IS_A_FILE(root -> {
        FileTrees.delete(root.resolve(".git"));
        Files.writeString(root.resolve(".git"), "gitdir: elsewhere\n");
    }),
    HEAD_DELETED(root -> Files.delete(root.resolve(".git/HEAD"))),
    HEAD_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/HEAD"), "\0\0\0")),
    CONFIG_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/config"), "[core\nnonsense")),
    OBJECTS_DELETED(root -> FileTrees.delete(root.resolve(".git/objects"))),
    PACKS_TRUNCATED(root -> eachPack(root, file -> truncate(file, Files.size(file) / 2))),
    PACKS_EMPTY(root -> eachPack(root, file -> truncate(file, 0))),
    PACK_INDEXES_DELETED(root -> eachPack(root, file -> {
        if (file.toString().endsWith(".idx")) {
            Files.delete(file);
        }
    })),
    SHALLOW_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/shallow"), "not a hash\n")),
    SHALLOW_DELETED(root -> Files.deleteIfExists(root.resolve(".git/shallow"))),
    REFS_ARE_GARBAGE(root -> {
        for (Path ref : FileTrees.children(root.resolve(".git/refs/git-sync"))) {
            Files.writeString(ref, "xxxx");
        }
    }),
    PACKED_REFS_ARE_GARBAGE(root -> Files.writeString(root.resolve(".git/packed-refs"), "%%%\nnonsense nonsense\n")),
    LOCKS_LEFT(root -> {
        for (String lock :
                List.of("HEAD.lock", "index.lock", "shallow.lock", "packed-refs.lock", "config.lock", "gc.pid")) {
            Files.writeString(root.resolve(".git").resolve(lock), "");
        }
        for (Path ref : FileTrees.children(root.resolve(".git/refs/git-sync"))) {
            Files.writeString(ref.resolveSibling(ref.getFileName() + ".lock"), "");
        }
    }),
    WORKTREE_METADATA_DELETED(root -> FileTrees.delete(root.resolve(".git/worktrees"))),
    INDEX_IS_GARBAGE(root -> {
        for (Path worktree : FileTrees.children(root.resolve(".git/worktrees"))) {
            truncate(worktree.resolve("index"), 20);
            Files.writeString(worktree.resolve("index.lock"), "");
        }
    }),
    HALF_A_WORKTREE_LEFT(root -> {
        Path half = Files.createDirectories(root.resolve(".worktrees/.new-" + "1".repeat(40) + "/sub"));
        Files.writeString(half.resolve("file"), "x");
        Files.createDirectories(root.resolve(".worktrees/.old-" + "2".repeat(40)));
    }),
    TEMPORARY_LINK_LEFT(root -> {
        Path link = root.resolve(".link.git-sync-tmp");
        Files.deleteIfExists(link); // a kill may have left it
        Files.createSymbolicLink(link, Path.of("nowhere"));
    }),
    FOREIGN_WORKTREE_LEFT(root -> Files.createDirectories(root.resolve(".worktrees/foreign/stuff"))),
    FOREIGN_FILES_LEFT(root -> {
        Files.writeString(root.resolve(".worktrees/" + "3".repeat(40)), "a file");
        Files.writeString(root.resolve(".git/objects/pack/pack-broken.pack"), "PACK");
        Files.writeString(root.resolve(".git/objects/pack/tmp_pack_1"), "");
        Files.writeString(root.resolve(".git/objects/incoming_1.pack"), "PACK");
        Files.writeString(root.resolve(".git/MERGE_HEAD"), "");
    }),
    DEPTH_IS_GARBAGE(root -> Files.writeString(root.resolve(".git/git-sync-depth"), "deep"));

    interface Act {
        void on(Path root) throws IOException;
    }

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing
    private final Act act;

    Damage(Act act) {
        this.act = act;
    }

    /// Does it to the volume of a root.
    void on(Path root) throws IOException {
        act.on(root);
    }

    private static void eachPack(Path root, Act act) throws IOException {
        for (Path file : FileTrees.children(root.resolve(".git/objects/pack"))) {
            act.on(file);
        }
    }

    private static void truncate(Path file, long size) throws IOException {
        file.toFile().setWritable(true);
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
