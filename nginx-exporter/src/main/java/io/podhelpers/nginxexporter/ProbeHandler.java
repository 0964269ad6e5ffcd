package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Gzip;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.exposition.Negotiation;
import io.podhelpers.nginxexporter.exposition.TextFormat;
import io.podhelpers.nginxexporter.nginx.ScrapeOutcome;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Handler;
import io.podhelpers.nginxexporter.web.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Answers `/probe?target=URI`: one scrape of an nginx that no option names, if `--probe.allow` lets it.
///
/// The answer has the `nginx_*` families and the exporter's own about this target. A bounded number of targets keep
/// their connection and counters, the longest unasked goes first.
final class ProbeHandler implements Handler {
    private static final int MOST_TARGETS = 64;

    private final ProbeAllowList allowed;
    private final ScrapeBudget budget;
    private final SnapshotWriter snapshots;
    private final Function<ScrapeTarget, Target> connect;
    private final Gzip gzip;
    // guarded by itself
    private final Map<String, Target> targets = new LinkedHashMap<>(16, 0.75f, true);

    /// @param connect makes the client of a target
    ProbeHandler(
            ProbeAllowList allowed,
            ScrapeBudget budget,
            SnapshotWriter snapshots,
            Function<ScrapeTarget, Target> connect,
            Gzip gzip) {
        this.allowed = allowed;
        this.budget = budget;
        this.snapshots = snapshots;
        this.connect = connect;
        this.gzip = gzip;
    }

    @Override
    public Answer answer(Request request) {
        ScrapeTarget uri;
        try {
            Optional<String> given = request.parameter("target");
            if (given.isEmpty()) {
                return Answer.text(400, "no target (expected: /probe?target=http://host/stub_status)\n");
            }
            uri = ScrapeTarget.parse(given.get());
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "target: " + e.getMessage() + "\n");
        }
        if (!allowed.allows(uri)) {
            return Answer.text(403, "target: " + uri + " is not among what --probe.allow lets in\n");
        }
        return probe(request, uri);
    }

    private Answer probe(Request request, ScrapeTarget uri) {
        List<Target> target = List.of(target(uri));
        List<ScrapeOutcome> outcomes = Scraper.scrape(target, budget.deadline(request));
        TextFormat format = Negotiation.format(request.header("accept"));
        MetricWriter writer = new MetricWriter(format);
        snapshots.write(writer, target, outcomes);
        OwnFamilies.write(writer, target);
        writer.end();
        return MetricsAnswer.of(request, writer, gzip);
    }

    private Target target(ScrapeTarget uri) {
        synchronized (targets) {
            // the password is part of what is asked, and not in the shown form
            Target target = targets.computeIfAbsent(
                    uri.uri() + " " + uri.authorization().orElse(""), _ -> connect.apply(uri));
            if (targets.size() > MOST_TARGETS) {
                String eldest = targets.keySet().iterator().next();
                Target removed = targets.remove(eldest);
                if (removed != null) {
                    removed.client().close();
                }
            }
            return target;
        }
    }

    void close() {
        synchronized (targets) {
            targets.values().forEach(target -> target.client().close());
        }
    }
}
