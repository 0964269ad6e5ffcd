package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Gzip;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.exposition.Negotiation;
import io.podhelpers.nginxexporter.nginx.ScrapeOutcome;
import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Handler;
import io.podhelpers.nginxexporter.web.Request;
import java.util.List;
import java.util.function.Consumer;

/// Answers `/metrics`: scrape all targets, then write every family from the snapshots that this brought.
///
/// A target that does not answer as expected has `nginx_up 0` and no other series; the answer is 200 in any case.
///
/// @param others what does not come from a scrape: access log, build, process
record MetricsHandler(
        List<Target> targets,
        ScrapeBudget budget,
        SnapshotWriter snapshots,
        List<Consumer<MetricWriter>> others,
        Gzip gzip)
        implements Handler {
    @Override
    public Answer answer(Request request) {
        List<ScrapeOutcome> outcomes = Scraper.scrape(targets, budget.deadline(request));
        MetricWriter writer = new MetricWriter(Negotiation.format(request.header("accept")));
        snapshots.write(writer, targets, outcomes);
        OwnFamilies.write(writer, targets);
        others.forEach(other -> other.accept(writer));
        writer.end();
        return MetricsAnswer.of(request, writer, gzip);
    }
}
