package io.podhelpers.nginxexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.exposition.TextFormat;
import io.podhelpers.runtime.HelperMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessFamiliesTest {
    @Test
    void areThoseOfEveryHelper() {
        MetricWriter writer = new MetricWriter(TextFormat.PROMETHEUS);
        new ProcessFamilies().write(writer);
        assertThat(families(new String(writer.toBytes(), UTF_8)))
                .containsExactlyInAnyOrderElementsOf(
                        families(HelperMetrics.registryWithProcess().scrape(TextFormat.PROMETHEUS.contentType())));
    }

    /// Help and type lines, and the series without their values.
    private static List<String> families(String text) {
        return text.lines()
                .map(line -> line.startsWith("#") ? line : line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }
}
