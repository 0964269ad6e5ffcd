package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.nginx.ScrapeError;
import io.podhelpers.nginxexporter.nginx.TargetMonitor;
import java.util.List;

/// What the exporter says of its own scrapes; none of it depends on the answer of nginx.
///
/// Relationship to alert on: `sum(errors) / duration_count` is the share of scrapes that failed.
final class OwnFamilies {
    private static final Family ERRORS =
            Family.counter("nginx_exporter_scrape_errors_total", "Scrapes of NGINX that failed, by cause");
    private static final Family DURATION = Family.histogram(
            "nginx_exporter_scrape_duration_seconds", "Time from the wish for NGINX's status to its outcome");
    private static final Family RESETS = Family.counter(
            "nginx_exporter_upstream_resets_total", "Restarts of NGINX, seen as counters that began again");

    private OwnFamilies() {}

    static void write(MetricWriter writer, List<Target> targets) {
        writer.family(DURATION);
        for (Target target : targets) {
            writer.sample(target.ownLabels(), target.client().monitor().durations());
        }
        writer.family(ERRORS);
        for (Target target : targets) {
            writeErrors(writer, target.ownLabels(), target.client().monitor());
        }
        writer.family(RESETS);
        for (Target target : targets) {
            writer.sample(target.ownLabels(), target.client().monitor().resets());
        }
    }

    private static void writeErrors(MetricWriter writer, String labels, TargetMonitor monitor) {
        for (ScrapeError error : ScrapeError.values()) {
            String cause = "cause=\"" + error.label() + "\"}";
            String all =
                    labels.equals(Labels.NONE) ? "{" + cause : labels.substring(0, labels.length() - 1) + "," + cause;
            writer.sample(all, monitor.errors(error));
        }
    }
}
