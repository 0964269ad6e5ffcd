package io.podhelpers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The README of `podhelpers-testcontainers` shows nothing that does not run here.
final class ReadmeTest {
    private static final Path README = Path.of("../podhelpers-testcontainers/README.md");
    private static final Path EXAMPLES = Path.of("src/test/java/io/podhelpers/examples");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");

    @Test
    void showsPartsOfTheExamplesAlone() throws IOException {
        List<String> shown = JAVA.matcher(Files.readString(README))
                .results()
                .map(block -> withoutIndentation(block.group(1)))
                .toList();

        assertThat(shown)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(sources()).anyMatch(source -> source.contains(block)));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith("ExampleIT.java"))
                    .map(ReadmeTest::read)
                    .map(ReadmeTest::withoutIndentation)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String withoutIndentation(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
