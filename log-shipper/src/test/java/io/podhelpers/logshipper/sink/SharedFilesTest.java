package io.podhelpers.logshipper.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedFilesTest {
    @TempDir
    private Path directory;

    @Test
    void twoThatWriteToOneFileDoNotWriteOverEachOther() throws IOException {
        SharedFiles files = new SharedFiles();
        Path path = directory.resolve("out.json");
        try (Sink one = files.open(path);
                Sink other = files.open(directory.resolve("./out.json"))) {
            for (int i = 0; i < 10; i++) {
                one.send(Batches.of(Batches.access(2 * i)), 0, 1);
                other.send(Batches.of(Batches.access(2 * i + 1)), 0, 1);
            }
        }
        assertThat(Files.readAllLines(path)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void theLastThatIsClosedClosesTheFile() throws IOException {
        SharedFiles files = new SharedFiles();
        Path path = directory.resolve("out.json");
        Sink one = files.open(path);
        Sink other = files.open(path);
        one.send(Batches.of(Batches.access(1)), 0, 1);
        one.close();
        assertThat(other.send(Batches.of(Batches.access(2)), 0, 1)).isEqualTo(SendOutcome.DELIVERED);
        other.close();
        assertThat(Files.readAllLines(path)).hasSize(2);
    }
}
