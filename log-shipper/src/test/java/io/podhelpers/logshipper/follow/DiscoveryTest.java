package io.podhelpers.logshipper.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiscoveryTest {
    @TempDir
    private Path directory;

    private Scan scan(String input, String... excludes) {
        List<Glob> leaveAlone = Stream.of(excludes)
                .map(exclude -> new Glob("--exclude", directory + "/" + exclude))
                .toList();
        return new Discovery(List.of(new Glob("--input", directory + "/" + input)), leaveAlone).scan();
    }

    private List<String> names(Scan scan) {
        return scan.files().stream()
                .map(file -> directory.relativize(file.path()).toString())
                .sorted()
                .toList();
    }

    private Path touch(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    @Test
    void expandsPatternsAsAShellDoes() throws IOException {
        for (String name : new String[] {"a.log", "a.log.1", "b.txt", ".hidden.log", "web/1/c.log", "web/2/c.log"}) {
            touch(name);
        }
        Files.createDirectory(directory.resolve(".log-shipper"));

        assertThat(names(scan("*.log*"))).containsExactly("a.log", "a.log.1");
        assertThat(names(scan("*.log*", "*.1"))).containsExactly("a.log");
        assertThat(names(scan("web/*/c.log"))).containsExactly("web/1/c.log", "web/2/c.log");
        assertThat(names(scan("**/*.log"))).containsExactly("a.log", "web/1/c.log", "web/2/c.log");
        assertThat(names(scan("{a,b}.*"))).containsExactly("a.log", "a.log.1", "b.txt");
        assertThat(names(scan("nowhere/*.log"))).isEmpty();
    }

    @Test
    void refusesLinksIntoDevUntilTheyAreFiles() throws IOException {
        Path log = directory.resolve("access.log");
        Files.createSymbolicLink(log, Path.of("/dev/stdout"));
        Scan scan = scan("*.log");
        assertThat(scan.files()).isEmpty();
        assertThat(scan.refused().get(log)).contains("symbolic link to /dev/stdout");
        assertThat(scan.complete()).isTrue();

        Files.delete(log);
        touch("access.log");
        assertThat(names(scan("*.log"))).containsExactly("access.log");
    }

    @Test
    void followsALinkToAFileAndSaysWhereADeadOnePoints() throws IOException {
        touch("data/real");
        Files.createSymbolicLink(directory.resolve("a.log"), Path.of("data/real"));
        Files.createSymbolicLink(directory.resolve("b.log"), Path.of("data/gone"));
        Files.createSymbolicLink(directory.resolve("c.log"), Path.of("c.log"));
        Scan scan = scan("*.log");

        assertThat(names(scan)).containsExactly("a.log");
        assertThat(scan.refused().values()).anyMatch(why -> why.contains("data/gone, which is not there"));
        assertThat(scan.refused().values()).anyMatch(why -> why.contains("to itself"));
    }

    @Test
    void takesTwoNamesOfOneFileForOne() throws IOException {
        Path file = touch("a.log");
        Files.createLink(directory.resolve("b.log"), file);

        assertThat(scan("*.log").files()).hasSize(1);
    }

    @Test
    void noticesWhenANameStandsForAnotherFileSinceTheLastScan() throws IOException {
        Path log = touch("a.log");
        touch("data/one");
        Path other = touch("data/two");
        Path link = Files.createSymbolicLink(directory.resolve("link.log"), Path.of("data/one"));
        Discovery discovery = new Discovery(List.of(new Glob("--input", directory + "/*.log")), List.of());
        discovery.scan();

        Files.move(log, directory.resolve("kept")); // the inode stays in use, so that the next file gets another
        Files.writeString(touch("a.log"), "new");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("data/two"));

        assertThat(discovery.scan().files())
                .extracting(FoundFile::identity)
                .containsExactlyInAnyOrder(Identity.of(log), Identity.of(other));
        Files.writeString(log, "longer");
        assertThat(discovery.scan().files())
                .anySatisfy(file -> assertThat(file.size()).isEqualTo(6));
    }
}
