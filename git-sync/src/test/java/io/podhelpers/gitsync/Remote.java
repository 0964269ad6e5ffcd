package io.podhelpers.gitsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A bare repository that stands for the server's, with a clone to work in.
final class Remote {
    final Path bare;
    final Path work;

    private Remote(Path bare, Path work) {
        this.bare = bare;
        this.work = work;
    }

    /// A repository `name.git` in the directory, with `main` as its default branch and no commit.
    static Remote empty(Path directory, String name) {
        try {
            Path bare = directory.resolve(name + ".git");
            Path work = directory.resolve(name + "-work");
            Files.createDirectories(bare);
            Files.createDirectories(work);
            Git.run(bare, "init", "-q", "--bare", "-b", "main");
            Git.run(work, "init", "-q", "-b", "main");
            Git.run(work, "remote", "add", "origin", bare.toString());
            return new Remote(bare, work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A repository that [#empty] has made.
    static Remote of(Path directory, String name) {
        return new Remote(directory.resolve(name + ".git"), directory.resolve(name + "-work"));
    }

    /// The same with one commit that brings `file` with the content `one`.
    static Remote withOneCommit(Path directory, String name) {
        Remote remote = empty(directory, name);
        remote.commit("file", "one");
        return remote;
    }

    String url() {
        return "file://" + bare;
    }

    Remote write(String path, String content) {
        try {
            Path file = work.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Writes a file, commits and pushes it.
    ///
    /// @return the new hash
    String commit(String path, String content) {
        write(path, content);
        return commitAll();
    }

    /// Commits whatever changed and pushes the branch that is checked out.
    String commitAll() {
        Git.run(work, "add", "-A");
        Git.run(work, "commit", "-q", "--allow-empty", "-m", "change");
        Git.run(work, "push", "-q", "-f", "origin", "HEAD");
        return head();
    }

    String head() {
        return Git.run(work, "rev-parse", "HEAD");
    }
}
