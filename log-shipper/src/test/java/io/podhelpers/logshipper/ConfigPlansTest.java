package io.podhelpers.logshipper;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigPlansTest {
    private static final List<String> KNOWN =
            CommandLineRunner.optionTable(new ShipperCommand(), Main.VARIABLES).stream()
                    .filter(row -> row.startsWith("| `--"))
                    .map(row -> row.substring(5, row.indexOf('`', 4)))
                    .toList();

    @TempDir
    private Path directory;

    private List<PipelinePlan> plans(Map<String, List<String>> given, String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("shipper.yaml"), yaml);
        return new ConfigPlans(file, new Overrides(given, KNOWN)).plans();
    }

    @Test
    void everyInputGoesToEverySinkWithItsOwnOptions() throws IOException {
        List<PipelinePlan> plans = plans(Map.of(), """
                linger: 1s
                inputs:
                  - name: access
                    input: /a/*.log
                    drop: url.path=^/healthz$
                  - name: error
                    input: /b/*.log
                sinks:
                  - sink: http
                    http-url: http://x/
                    linger: 5ms
                  - sink: http
                    name: archive
                    http-url: http://y/
                """);

        assertThat(plans)
                .extracting(PipelinePlan::name)
                .containsExactly("http-access", "archive-access", "http-error", "archive-error");
        assertThat(plans)
                .extracting(plan -> plan.config().batches().linger().toMillis())
                .containsExactly(5L, 1000L, 5L, 1000L);
        assertThat(plans)
                .extracting(plan -> plan.config().follow().inputs().getFirst())
                .containsExactly("/a/*.log", "/a/*.log", "/b/*.log", "/b/*.log");
        assertThat(plans.getFirst().config().filters().drop()).containsExactly("url.path=^/healthz$");
        assertThat(plans.getLast().config().filters().drop()).isEmpty();
    }

    @Test
    void whatIsGivenBeatsTheTopAndNotASection() throws IOException {
        List<PipelinePlan> plans = plans(Map.of("linger", List.of("2s"), "batch-lines", List.of("5")), """
                linger: 1s
                sinks:
                  - sink: stdout
                    batch-lines: 7
                """);

        assertThat(plans.getFirst().config().batches().linger().toSeconds()).isEqualTo(2);
        assertThat(plans.getFirst().config().batches().mostRecords()).isEqualTo(7);
    }

    @Test
    void isTheCommandLineInAnotherFormWithoutSections() throws IOException {
        List<PipelinePlan> plans = plans(Map.of(), "input: /a/*.log\nsink: [stdout, file]\nfile-path: /out/x.log\n");

        assertThat(plans).extracting(PipelinePlan::name).containsExactly("stdout", "file");
        assertThat(plans.getFirst().config().follow().excludes()).contains("/out/x.log");
    }

    @Test
    void aSecondReadingIsLikeTheFirst() throws IOException {
        String yaml = "sink: stdout\nlabel: {a: b}\n";
        assertThat(plans(Map.of(), yaml).getFirst().isLike(plans(Map.of(), yaml).getFirst()))
                .isTrue();
        assertThat(plans(Map.of(), yaml)
                        .getFirst()
                        .isLike(plans(Map.of(), yaml.replace("a: b", "a: c")).getFirst()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "linger: 1s\\nlingre: 2s; shipper.yaml:2: unknown option 'lingre'",
                "sinks:\\n  - sink: http\\n    http-ulr: x; shipper.yaml:3: unknown option 'http-ulr'",
                "sinks:\\n  - sink: stdout\\n    drain-timeout: 1s; shipper.yaml:3: 'drain-timeout' cannot be set here",
                "a: b; shipper.yaml:1: unknown option 'a'",
                "config: b; shipper.yaml:1: 'config' cannot be set here",
                "linger: soon; shipper.yaml:1: Invalid value for option '--linger'",
                "sinks:\\n  - sink: stdout\\n    batch-bytes: 1; shipper.yaml:3: --batch-bytes: 1 (expected",
                "sinks:\\n  - sink: kafka9; --sink: 'kafka9' (expected",
                "sinks:\\n  - linger: 1s; shipper.yaml:2: expected 'sink: NAME'",
                "sinks:\\n  - sink: http; --http-url: missing",
                "sinks:\\n  - sink: stdout\\n  - sink: stdout; shipper.yaml:3: there is another called 'stdout'",
                "sinks:\\n  - {sink: stdout, name: a/b}; shipper.yaml:2: name: 'a/b'",
                "inputs:\\n  - input: /a\\n  - input: /b; shipper.yaml:2: expected 'name: NAME'",
                "inputs:\\n  - keep: x; shipper.yaml:2: --keep: 'x' (expected: FIELD=REGEX",
                "input: /a/[b; '/a/[b'",
            })
    void refusesInOneLineWithItsNumber(String yaml, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("shipper.yaml"), yaml.replace("\\n", "\n"));
        StringWriter err = new StringWriter();
        int exitCode = CommandLineRunner.run(
                "log-shipper",
                new ShipperCommand(),
                Main.VARIABLES,
                new String[] {"--config=" + file},
                Map.of(),
                new PrintWriter(PrintWriter.nullWriter()),
                new PrintWriter(err));

        assertThat(err.toString().lines()).hasSize(1).first().asString().contains(message);
        assertThat(exitCode).isEqualTo(1);
    }
}
