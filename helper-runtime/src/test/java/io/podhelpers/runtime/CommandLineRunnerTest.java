package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class CommandLineRunnerTest {
    private static final EnvironmentNames NAMES = EnvironmentNames.prefixed("PROBE");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Probe probe = new Probe();

    @Command(description = "Stands for any helper.")
    static final class Probe implements Callable<Integer> {
        @Mixin
        StandardOptions standard;

        @Option(names = "--poll-interval", defaultValue = "10s", description = "Time between two looks.")
        Duration pollInterval;

        @Option(names = "--buffer", defaultValue = "64Ki", description = "Bytes kept, `a|b`.")
        ByteSize buffer;

        @Option(names = "--listen", defaultValue = ":80", description = "Where to listen.")
        ListenAddress listen;

        @Option(names = "--label", split = ",", description = "Labels.")
        List<String> labels;

        @Override
        public Integer call() {
            if (pollInterval.isZero()) {
                throw new UserError("--poll-interval: 0s (expected: more than 0s)\n  at line 3");
            }
            return 0;
        }
    }

    private int run(Map<String, String> environment, String... args) {
        return CommandLineRunner.run(
                "probe", probe, NAMES, args, environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void theDeclaredDefaultHoldsWhenNobodySaysOtherwise() {
        assertThat(run(Map.of())).isZero();
        assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(10));
        assertThat(probe.buffer).isEqualTo(new ByteSize(65_536));
    }

    @Test
    void theEnvironmentBeatsTheDefault() {
        assertThat(run(Map.of("PROBE_POLL_INTERVAL", "1m", "PROBE_LABEL", "a,b")))
                .isZero();
        assertThat(probe.pollInterval).isEqualTo(Duration.ofMinutes(1));
        assertThat(probe.labels).containsExactly("a", "b");
    }

    @Test
    void theCommandLineBeatsTheEnvironment() {
        assertThat(run(Map.of("PROBE_POLL_INTERVAL", "1m"), "--poll-interval", "5s"))
                .isZero();
        assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anEmptyVariableCountsAsUnset() {
        assertThat(run(Map.of("PROBE_POLL_INTERVAL", ""))).isZero();
        assertThat(probe.pollInterval).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anUnusableValueIsOneLineAndExitCodeOne() {
        assertThat(run(Map.of(), "--poll-interval=soon")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("--poll-interval", "'soon'", "expected: a duration");
    }

    @Test
    void anUnusableVariableIsOneLineAndExitCodeOne() {
        assertThat(run(Map.of("PROBE_LISTEN", "nowhere"))).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("--listen", "'nowhere'");
    }

    @Test
    void anUnknownOptionIsOneLineAndExitCodeTwo() {
        assertThat(run(Map.of(), "--pol-interval=1s")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("--pol-interval");
    }

    @Test
    void aUserErrorIsOneLineAndExitCodeOne() {
        assertThat(run(Map.of(), "--poll-interval=0")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .isEqualTo("probe: --poll-interval: 0s (expected: more than 0s) at line 3");
    }

    @Test
    void helpIsAPageOfEightyColumnsWithEveryDefaultAndVariable() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: probe [OPTION]...\n\n")
                .contains(
                        "  --poll-interval=<pollInterval>  [$PROBE_POLL_INTERVAL]\n        Time between two looks. Default: 10s.\n")
                .contains("  -h, --help\n        Print this help and exit.\n", "[$PROBE_LOG_LEVEL]", "Exit status:")
                .doesNotContain("PROBE_HELP");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void versionSaysWhatWasBuilt() {
        assertThat(run(Map.of(), "--version")).isZero();
        assertThat(out.toString()).startsWith("probe " + BuildInfo.load().version() + " (revision ");
    }

    @Test
    void theOptionTableHasARowForEachOption() {
        List<String> rows = CommandLineRunner.optionTable(probe, NAMES);
        assertThat(rows)
                .contains(
                        "| `--poll-interval` | `PROBE_POLL_INTERVAL` | `10s` | Time between two looks. |",
                        "| `--buffer` | `PROBE_BUFFER` | `64Ki` | Bytes kept, `a\\|b`. |",
                        "| `--help`, `-h` |  |  | Print this help and exit. |")
                .hasSize(8);
    }
}
