package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// A repository with many revisions, made at once, of which the branch `main` shows one after the other. Every file of
/// a revision holds its number: two numbers in one reading are a mixed revision.
final class Revisions {
    private final Path bare;
    private final List<String> hashes;
    private int at;

    private Revisions(Path bare, List<String> hashes) {
        this.bare = bare;
        this.hashes = hashes;
    }

    /// The path of a file that is in each revision.
    static String path(int file) {
        return "d" + file % 5 + "/file" + file;
    }

    /// What a revision has besides its usual files, as commands of git-fast-import(1).
    @FunctionalInterface
    interface More {
        String of(int revision);
    }

    static Revisions make(Path directory, String name, int revisions, int files) throws Exception {
        return make(directory, name, revisions, files, _ -> "", false);
    }

    /// @param unrelated whether no revision is the history of another, as after a forced push
    static Revisions make(Path directory, String name, int revisions, int files, More more, boolean unrelated)
            throws Exception {
        Path bare = Files.createDirectories(directory.resolve(name + ".git"));
        Git.run(bare, "init", "-q", "--bare", "-b", "main");
        Path marks = directory.resolve(name + "-marks");
        Process importer = new ProcessBuilder("git", "fast-import", "--quiet", "--export-marks=" + marks)
                .directory(bare.toFile())
                .redirectErrorStream(true)
                .start();
        try (var in = importer.getOutputStream()) {
            for (int i = 0; i < revisions; i++) {
                String commit = (unrelated ? "reset refs/heads/all\n\n" : "") + commit(i, files) + more.of(i) + "\n";
                in.write(commit.getBytes(StandardCharsets.UTF_8));
            }
        }
        String output = new String(importer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (importer.waitFor() != 0) {
            throw new AssertionError(output);
        }
        List<String> hashes = Files.readAllLines(marks).stream()
                .map(line -> line.substring(1).split(" ", 2))
                .sorted((a, b) -> Integer.compare(Integer.parseInt(a[0]), Integer.parseInt(b[0])))
                .map(pair -> pair[1])
                .toList();
        Revisions all = new Revisions(bare, hashes);
        all.show(0);
        return all;
    }

    private static String commit(int revision, int files) {
        StringBuilder text = new StringBuilder("commit refs/heads/all\nmark :" + (revision + 1)
                + "\ncommitter t <t@example.com> " + (1_700_000_000 + revision) + " +0000\ndata 1\n.\n");
        for (int file = 0; file < files; file++) {
            String content = revision + "\n" + (file % 2 == 0 ? "x".repeat(2000) : "");
            text.append("M 100644 inline ").append(path(file)).append('\n');
            text.append("data ")
                    .append(content.length())
                    .append('\n')
                    .append(content)
                    .append('\n');
        }
        if (revision == 0) {
            text.append("M 100755 inline stays\ndata 8\nthe same\nM 120000 inline link\ndata 5\nstays\n");
        }
        return text.toString();
    }

    String url() {
        return "file://" + bare;
    }

    String hash(int revision) {
        return hashes.get(revision);
    }

    int current() {
        return at;
    }

    String currentHash() {
        return hashes.get(at);
    }

    /// Moves the branch on, while there is anywhere to go.
    void advance() throws IOException {
        if (at + 1 < hashes.size()) {
            show(at + 1);
        }
    }

    private void show(int revision) throws IOException {
        Path ref = bare.resolve("refs/heads/main");
        Path next = Files.writeString(bare.resolve("next"), hashes.get(revision) + "\n");
        Files.move(next, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        at = revision;
    }
}
