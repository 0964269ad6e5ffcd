package io.podhelpers.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/contract-tests.md` names tests that are there.
final class ContractTestsTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        String page = Files.readString(REPOSITORY.resolve("docs/contract-tests.md"));
        List<Path> sources = testSources();
        List<String> missing = new ArrayList<>();
        for (MatchResult name : NAME.matcher(page).results().toList()) {
            if (!isThere(sources, name.group(1), name.group(2) == null ? "" : name.group(2))) {
                missing.add(name.group());
            }
        }

        assertThat(NAME.matcher(page).results()).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    private static boolean isThere(List<Path> sources, String type, String method) throws IOException {
        for (Path source : sources) {
            if (source.endsWith(type + ".java")
                    && (method.isEmpty() || Files.readString(source).contains(" " + method + "("))) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> testSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(REPOSITORY)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    sources.addAll(files.filter(Files::isRegularFile).toList());
                }
            }
        }
        return sources;
    }
}
