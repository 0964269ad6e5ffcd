package io.podhelpers.k8s.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MetricsTest {
    private static final String PAGE = """
            # HELP commands_total Commands
            # TYPE commands_total counter
            commands_total{command="get",route="replica"} 3.0
            commands_total{command="set",route="primary"} 4
            nginx_up 1
            wait_seconds_bucket{le="+Inf"} 5
            strange NaN
            """;

    private final Metrics metrics = Metrics.parse(PAGE);

    @Test
    void addsUpTheSeriesOfAName() {
        assertThat(metrics.sum("commands_total")).isEqualTo(7);
        assertThat(metrics.sum("commands_total", "route", "primary")).isEqualTo(4);
    }

    @Test
    void readsPlainSeriesAndSpecialValues() {
        assertThat(metrics.sum("nginx_up")).isEqualTo(1);
        assertThat(metrics.first("strange").orElseThrow()).isNaN();
        assertThat(metrics.first("absent")).isEmpty();
    }
}
