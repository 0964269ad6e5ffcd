package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.runtime.BuildInfo;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What was built, under the official exporter's present name and under that of its 0.x releases.
final class BuildFamilies {
    private static final Family PRESENT = Family.gauge(
            "nginx_exporter_build_info",
            "A metric with a constant '1' value labeled by version, revision, branch, javaversion from which"
                    + " nginx_exporter was built, and the os and arch it runs on.");
    private static final Family OLD = Family.gauge("nginxexporter_build_info", "Exporter build information");

    private final String presentLabels;
    private final String oldLabels;

    BuildFamilies(BuildInfo build) {
        presentLabels = Labels.of(new TreeMap<>(Map.of(
                "version", build.version(),
                "revision", build.revision(),
                "branch", "main",
                "tags", "unknown",
                "javaversion", Runtime.version().toString(),
                "os", System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT),
                "arch", System.getProperty("os.arch", "unknown"))));
        oldLabels = Labels.of(new TreeMap<>(Map.of("version", build.version(), "gitCommit", build.revision())));
    }

    void write(MetricWriter writer) {
        writer.family(PRESENT).sample(presentLabels, 1);
        writer.family(OLD).sample(oldLabels, 1);
    }
}
