package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/// What makes a directory a linked worktree for a person with git: a folder in the repository with `HEAD`, `commondir`,
/// `gitdir` and the index, and a `.git` file in the directory that leads there.
///
/// @param folder `…/worktrees/<name>` in the repository
/// @param directory where the worktree is published, which is not always where it is being filled
/// @param hidden without the `.git` file: for git it is an ordinary directory
record WorktreeMetadata(Path folder, Path directory, boolean hidden) {
    static WorktreeMetadata of(LocalRepository repository, String name, Path directory, boolean hidden) {
        return new WorktreeMetadata(repository.gitDir().resolve("worktrees").resolve(name), directory, hidden);
    }

    /// The entries as they were last written, if everything that leads to them is in order.
    Optional<List<IndexEntry>> read(ObjectId commit) throws IOException {
        return isInOrder(commit) ? IndexFile.read(folder.resolve("index")) : Optional.empty();
    }

    private boolean isInOrder(ObjectId commit) throws IOException {
        return has(folder.resolve("HEAD"), commit.name() + "\n")
                && has(folder.resolve("commondir"), "../..\n")
                && has(folder.resolve("gitdir"), directory.resolve(".git") + "\n")
                && (hidden || has(directory.resolve(".git"), pointer()));
    }

    private static boolean has(Path file, String content) throws IOException {
        return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content.getBytes(UTF_8));
    }

    // relative, so that it holds on every mount of the volume
    private String pointer() {
        return "gitdir: " + directory.relativize(folder) + "\n";
    }

    /// Writes all of it.
    ///
    /// @param filled the directory as it is called now
    void write(Path filled, ObjectId commit, List<IndexEntry> entries) throws IOException {
        FileTrees.makeDirectory(folder);
        FileTrees.writeAtomically(folder.resolve("HEAD"), commit.name() + "\n");
        FileTrees.writeAtomically(folder.resolve("commondir"), "../..\n");
        FileTrees.writeAtomically(folder.resolve("gitdir"), directory.resolve(".git") + "\n");
        IndexFile.write(folder.resolve("index"), entries);
        if (hidden) {
            return;
        }
        Path link = filled.resolve(".git");
        if (Files.isDirectory(link)) {
            FileTrees.delete(link);
        }
        FileTrees.writeAtomically(link, pointer());
    }
}
