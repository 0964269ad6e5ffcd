package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each option that the command line takes is given to the service by some test that looks at what it does; those that
/// only read options do not count.
class EveryOptionTest {
    private static final Set<String> ONLY_READ = Set.of("EveryOptionTest.java", "OptionsTest.java", "ReadmeTest.java");
    private static final Pattern NAME = Pattern.compile("^\\| `--([a-z-]+)`");

    @Test
    void isUsedByATest() throws Exception {
        String tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !ONLY_READ.contains(file.getFileName().toString()))
                    .map(EveryOptionTest::read)
                    .collect(Collectors.joining("\n"));
        }
        List<String> unused = CommandLineRunner.optionTable(new GitSyncCommand(), new OptionVariables()).stream()
                .flatMap(row -> NAME.matcher(row).results())
                .map(row -> row.group(1))
                .filter(name -> !isUsed(tests, name))
                .toList();
        assertThat(unused).as("options that no test uses").isEmpty();
    }

    /// On a command line, as a variable, or in the file of `--config`.
    private static boolean isUsed(String tests, String name) {
        String variable = name.replace('-', '_').toUpperCase(Locale.ROOT);
        return Pattern.compile("\"--" + name + "[\"=]|\"GIT_?SYNC_" + variable + "\"|(?m:^[ \"-]*" + name + ": )")
                .matcher(tests)
                .find();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
