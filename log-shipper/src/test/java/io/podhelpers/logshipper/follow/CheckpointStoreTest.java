package io.podhelpers.logshipper.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointStoreTest {
    private static final Checkpoint CHECKPOINT = new Checkpoint(
            List.of(
                    new Checkpoint.Entry(
                            "/logs/a b\n%.log",
                            new Identity(65024, 7), -2, new Mark(5000, -1, true), new Head(1024, -7), 6000),
                    new Checkpoint.Entry(
                            "/logs/é.log", new Identity(1, Long.MAX_VALUE), 0, Mark.START, Head.UNKNOWN, 0)),
            Set.of(new GzipFingerprint(new Head(900, 5), -1, -2)));

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("state/http.checkpoint");
    }

    private CheckpointStore store() {
        return new CheckpointStore(file(), true);
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        store().save(Checkpoint.empty());
        store().save(CHECKPOINT);

        assertThat(store().load()).contains(CHECKPOINT);
        assertThat(directory.resolve("state"))
                .isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
    }

    @Test
    void hasNothingBeforeTheFirst() throws IOException {
        assertThat(store().load()).isEmpty();
    }

    @Test
    void setsADamagedOneAsideWhateverTheDamage() throws IOException {
        store().save(CHECKPOINT);
        byte[] whole = Files.readAllBytes(file());
        for (int cut = 0; cut < whole.length; cut += 7) {
            Files.write(file(), Arrays.copyOf(whole, cut));
            assertThat(store().load()).as("cut at " + cut).isEmpty();
            assertThat(file()).doesNotExist();
            assertThat(directory.resolve("state/http.checkpoint.damaged")).exists();
        }
        for (int at = 0; at < whole.length; at += 5) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(file(), flipped);
            assertThat(store().load()).as("flipped at " + at).isEmpty();
        }
    }
}
