package io.podhelpers.k8s.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.k8s.guide.Guide.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class GuideTest {
    @Test
    void readsCommandsAndWhatTheyPrint() {
        List<Step> steps = Guide.steps(
                "README.md", List.of("text", "```console", "$ a | b", "one", "two", "$ c \\", "  d", "```"));

        assertThat(steps)
                .containsExactly(
                        new Step("README.md:3", "a | b", List.of("one", "two"), true),
                        new Step("README.md:6", "c \\\n  d", List.of(), true));
    }

    @Test
    void readsTheCommandsOfAScriptWithoutItsComments() {
        List<Step> steps = Guide.steps("README.md", List.of("```sh", "# why", "a", "", "b \\", "  --c", "```"));

        assertThat(steps).extracting(Step::command).containsExactly("a", "b \\\n  --c");
    }

    @Test
    void refusesABlockThatNobodyRuns() {
        assertThatThrownBy(() -> Guide.steps("README.md", List.of("```bash", "a", "```")))
                .hasMessageStartingWith("README.md:1: a block of bash (expected: console or sh");
    }

    @Test
    void refusesOutputWithoutACommand() {
        assertThatThrownBy(() -> Guide.steps("README.md", List.of("```console", "one", "```")))
                .hasMessage("README.md:2: one (expected: a command after \"$ \")");
    }

    @ParameterizedTest
    @CsvSource({
        "one, one, true",
        "one, on, false",
        "one, one two, false",
        "'{\"a\":\"…\",\"b\":1}', '{\"a\":\"x\",\"b\":1}', true",
        "'{\"a\":\"…\",\"b\":1}', '{\"a\":\"x\",\"b\":2}', false",
        "'one\n…\nfour', 'one\ntwo\nfour', true",
        "'one\n…\nfour', 'one\ntwo\nthree\nfour', false",
        "'POD   READY', 'POD READY', true",
        "'POD   READY', 'PODREADY', false",
        "'-> b412809941b377484af34ffda3ade9aa149964d3', '-> 8e908a631bef3ca86cc37dd92c8667bd3f80dc0b', true",
        "'-> b412809941b377484af34ffda3ade9aa149964d3', '-> 8e908a631b', false",
        "a.c, abc, false"
    })
    void takesAnEllipsisForAnything(String shown, String printed, boolean matches) {
        assertThat(Shown.matches(shown.lines().toList(), printed + "\n")).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "kubectl logs webserver -c log-shipper | grep x, true",
        "curl -s http://localhost:8080/, true",
        "kubectl exec redis-0 -- redis-cli get a, true",
        "kubectl exec redis-0 -- redis-cli set a 1, false",
        "kubectl delete pod webserver, false",
        "curl -X POST http://localhost:8080/, false"
    })
    void typesOnlyThoseCommandsAgainThatChangeNothing(String command, boolean onlyLooks) {
        assertThat(new Step("README.md:1", command, List.of(), true).onlyLooks())
                .isEqualTo(onlyLooks);
    }

    @ParameterizedTest
    @FieldSource("io.podhelpers.k8s.guide.ReadmesIT#FOLLOWED")
    void leavesNoOutputOpenAltogether(String example) {
        assertThat(Guide.read(Path.of(example, "README.md")).steps())
                .allSatisfy(step -> assertThat(step.shown()).doesNotContain("…"));
    }

    /// Every example has a README that is followed, and no other file of the folder shows commands that are not.
    @Test
    void leavesNoCommandOfTheExamplesOut() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("."))) {
            List<Path> guides = files.filter(
                            file -> file.getFileName().toString().endsWith(".md"))
                    .filter(file -> !file.startsWith("./target"))
                    .filter(file -> Guide.read(file).steps().stream()
                            .anyMatch(step -> step.command().contains("kubectl")))
                    .map(file -> file.normalize().getParent())
                    .toList();

            assertThat(guides)
                    .map(String::valueOf)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(ReadmesIT.FOLLOWED.stream(), Stream.of("monitoring"))
                                    .toList());
        }
    }
}
