package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenPacksTest {
    @TempDir
    Path directory;

    private Path git;
    private Path packs;
    private List<Path> whole;

    @BeforeEach
    void packsOfRealGit() throws IOException {
        git = Remote.withOneCommit(directory, "repo").work;
        packs = git.resolve(".git/objects/pack");
        Git.run(git, "repack", "-d");
        whole = FileTrees.children(packs);
    }

    @Test
    void leavesWhatIsWhole() throws IOException {
        assertThat(whole).isNotEmpty();
        BrokenPacks.remove(packs);
        assertThat(FileTrees.children(packs)).containsExactlyInAnyOrderElementsOf(whole);
        assertThat(Git.run(git, "fsck", "--full")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({".pack, 0", ".pack, 20", ".pack, -1", ".idx, 0", ".idx, 1071", ".idx, -1"})
    void removesAPackThatDoesNotFitItsIndexAndLeavesTheOthers(String ending, long size) throws IOException {
        Files.writeString(git.resolve("another"), "more");
        Git.run(git, "add", "-A");
        Git.run(git, "commit", "-q", "-m", "more");
        Git.run(git, "repack", "-d");
        Path broken = FileTrees.children(packs).stream()
                .filter(file -> !whole.contains(file) && file.toString().endsWith(ending))
                .findAny()
                .orElseThrow();
        cut(broken, size < 0 ? Files.size(broken) + size : size);
        BrokenPacks.remove(packs);
        assertThat(FileTrees.children(packs)).containsExactlyInAnyOrderElementsOf(whole);
    }

    @ParameterizedTest
    @CsvSource({".pack", ".idx"})
    void removesWhatIsLeftOfAPack(String gone) throws IOException {
        for (Path file : whole) {
            if (file.toString().endsWith(gone)) {
                Files.delete(file);
            }
        }
        BrokenPacks.remove(packs);
        assertThat(FileTrees.children(packs)).isEmpty();
    }

    private static void cut(Path file, long size) throws IOException {
        assertThat(file.toFile().setWritable(true)).isTrue();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }
}
