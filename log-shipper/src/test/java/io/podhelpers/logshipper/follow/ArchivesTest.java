package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is known about compressed logs while they are renamed between the scan and the look into them.
final class ArchivesTest {
    @TempDir
    private Path directory;

    private final Archives archives = new Archives();

    private Path compressed(String name, String text) throws IOException {
        Path path = directory.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(text.getBytes(UTF_8));
        }
        return path;
    }

    private static FoundFile found(Path path) throws IOException {
        return new FoundFile(path, Identity.of(path), Files.size(path), Files.getLastModifiedTime(path));
    }

    private boolean isWantedSoon(Path path) throws IOException {
        archives.isWanted(found(path)); // it may be growing: the next look tells
        return archives.isWanted(found(path));
    }

    @Test
    void looksAgainForALogThatWasRenamedAfterTheScan() throws IOException {
        Path first = compressed("access.log.1.gz", "one\n");
        FoundFile scanned = found(first);
        Path second = Files.move(first, directory.resolve("access.log.2.gz"));

        assertThat(archives.isWanted(scanned)).isFalse();
        assertThat(isWantedSoon(second)).isTrue();
    }

    @Test
    void takesNoLogForTheShippedOneThatHasItsNameByNow() throws IOException {
        Path first = compressed("access.log.1.gz", "one\n");
        FoundFile scanned = found(first);
        Path second = Files.move(first, directory.resolve("access.log.2.gz"));
        FoundFile shipped = found(compressed("access.log.1.gz", "shipped before\n"));
        assertThat(archives.isWanted(shipped)).isTrue();
        archives.settle(shipped);

        assertThat(archives.isWanted(scanned)).isFalse();
        assertThat(isWantedSoon(second)).isTrue();
        assertThat(isWantedSoon(shipped.path())).isFalse();
    }

    @Test
    void looksAgainForALogWhoseNameIsOfOneThatIsBeingWrittenByNow() throws IOException {
        Path first = compressed("access.log.1.gz", "one\n");
        FoundFile scanned = found(first);
        Path second = Files.move(first, directory.resolve("access.log.2.gz"));
        Files.createFile(first);

        assertThat(archives.isWanted(scanned)).isFalse();
        assertThat(isWantedSoon(second)).isTrue();
    }
}
