package io.podhelpers.images;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import io.podhelpers.testcontainers.HelperContainer;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Looks on while a helper lives within a memory limit, and says at the end how near it came.
final class UnderLimit implements AutoCloseable {
    private static final double MEBI = 1 << 20;
    private static final Pattern FIGURE = Pattern.compile(
            "(?m)^(?:process_(resident)_memory_bytes|jvm_(?:buffer_)?memory_used_bytes\\{pool=\"(Metaspace|CodeCache|"
                    + "Tenured Gen|direct)\"}) (\\S+)$");

    private final HelperContainer<?> helper;
    private final long limitBytes;
    private final Map<String, Double> most = new TreeMap<>();

    UnderLimit(HelperContainer<?> helper, long limitBytes) {
        this.helper = helper;
        this.limitBytes = limitBytes;
    }

    /// It runs, was not killed, answers its probe and its metrics.
    void check() throws Exception {
        assertAlive();
        try {
            assertThat(Http.get(helper.adminUri("/livez"))).isNotNull();
            FIGURE.matcher(Http.get(helper.metricsUri())).results().forEach(this::note);
        } catch (IOException e) {
            // the reason is in its state, once it has one
            Waiting.until("it has ended: " + e.getMessage(), () -> !isRunning(state()));
            assertAlive();
        }
    }

    private void assertAlive() {
        ContainerState state = state();
        assertThat(state.getOOMKilled()).as("killed for want of memory").isFalse();
        assertThat(isRunning(state))
                .as("runs; exit code " + state.getExitCodeLong() + ", " + helper.getLogs())
                .isTrue();
    }

    private ContainerState state() {
        return helper.getCurrentContainerInfo().getState();
    }

    private static boolean isRunning(ContainerState state) {
        return requireNonNull(state.getRunning());
    }

    private void note(MatchResult figure) {
        String name = figure.group(1) == null ? figure.group(2) : figure.group(1);
        most.merge(name, Double.parseDouble(figure.group(3)) / MEBI, Math::max);
    }

    @Override
    public void close() {
        StringBuilder figures = new StringBuilder();
        most.forEach((name, mebi) -> figures.append(String.format(Locale.ROOT, " %s %.1f", name, mebi)));
        System.out.printf(
                Locale.ROOT,
                "%s under a limit of %.0f MiB, most of each in MiB:%s%n",
                helper.getDockerImageName(),
                limitBytes / MEBI,
                figures);
    }
}
