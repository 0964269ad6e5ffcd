package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class MigratingTest {
    static final Path FOLDER = Path.of("../docs/migrating");

    static final List<String> PAGES = List.of("git-sync", "nginx-prometheus-exporter", "twemproxy", "fluent-bit");

    /// A page may be for several tools.
    static final List<String> TOOLS = Stream.concat(PAGES.stream(), Stream.of("predixy", "envoy", "promtail"))
            .toList();

    private static final Map<String, String> HELPERS = Map.of(
            "git-sync", "git-sync",
            "nginx-prometheus-exporter", "nginx-exporter",
            "twemproxy", "redis-ambassador",
            "fluent-bit", "log-shipper");

    private static final Pattern OPTION = Pattern.compile("`(--[a-z0-9.-]+)");

    @ParameterizedTest
    @FieldSource("TOOLS")
    void bothManifestsAreReadStrictlyAndAreAllowedInARestrictedNamespace(String page) {
        for (String when : List.of("before", "after")) {
            assertThat(pods(page, when))
                    .hasSize(1)
                    .allSatisfy(pod ->
                            assertThat(RestrictedRules.complaintsAbout(pod)).isEmpty());
        }
    }

    private static List<io.podhelpers.testcontainers.pod.manifest.Pod> pods(String page, String when) {
        return Manifests.read(FOLDER.resolve(page + "-" + when + ".yaml")).pods();
    }

    @ParameterizedTest
    @CsvSource({"git-sync, 1", "nginx-prometheus-exporter, 1", "twemproxy, 3"})
    void nothingButWhatThePageSaysChanges(String page, int lines) throws IOException {
        List<String> before = Files.readAllLines(FOLDER.resolve(page + "-before.yaml"));
        List<String> after = Files.readAllLines(FOLDER.resolve(page + "-after.yaml"));
        String text = Files.readString(FOLDER.resolve(page + ".md"));

        assertThat(after).hasSameSizeAs(before);
        List<Integer> changed = Stream.iterate(0, line -> line < before.size(), line -> line + 1)
                .filter(line -> !before.get(line).equals(after.get(line)))
                .toList();
        assertThat(changed).hasSize(lines);
        // the third of twemproxy's is the memory limit, which each helper's README gives
        assertThat(changed.subList(0, Math.min(2, lines)))
                .allSatisfy(
                        line -> assertThat(text).contains("-" + before.get(line) + "\n", "+" + after.get(line) + "\n"));
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void namesOnlyOptionsThatTheHelperHas(String page) throws IOException {
        String readme = Files.readString(Path.of("..", HELPERS.getOrDefault(page, ""), "README.md"));

        assertThat(OPTION.matcher(Files.readString(FOLDER.resolve(page + ".md")))
                        .results())
                .isNotEmpty()
                .allSatisfy(option -> assertThat(readme).contains("`" + option.group(1)));
    }

    @Test
    void linksBothManifestsOfEachToolFromAPage() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (String page : PAGES) {
            pages.append(Files.readString(FOLDER.resolve(page + ".md")));
        }

        assertThat(TOOLS)
                .allSatisfy(
                        tool -> assertThat(pages).contains("(" + tool + "-before.yaml)", "(" + tool + "-after.yaml)"));
    }

    @Test
    void listsEveryPage() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("README.md")))
                .contains(PAGES.stream().map(page -> "(" + page + ".md)").toList());
    }
}
