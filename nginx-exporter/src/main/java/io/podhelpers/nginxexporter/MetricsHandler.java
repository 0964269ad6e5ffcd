package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Gzip;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.exposition.Negotiation;
import io.podhelpers.nginxexporter.exposition.TextFormat;
import io.podhelpers.nginxexporter.nginx.ScrapeOutcome;
import io.podhelpers.nginxexporter.nginx.StubStatus;
import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Handler;
import io.podhelpers.nginxexporter.web.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers `/metrics`: scrape all targets, then write every family from the snapshots that this brought.
///
/// A target that does not answer as expected has `nginx_up 0` and no other series; the answer is 200 in any case.
final class MetricsHandler implements Handler {
    private final List<Target> targets;
    private final ScrapeBudget budget;
    private final BuildFamilies build;
    private final Optional<ProcessFamilies> process;
    private final Gzip gzip = new Gzip();

    MetricsHandler(List<Target> targets, ScrapeBudget budget, BuildFamilies build, Optional<ProcessFamilies> process) {
        this.targets = targets;
        this.budget = budget;
        this.build = build;
        this.process = process;
    }

    @Override
    public Answer answer(Request request) {
        List<ScrapeOutcome> outcomes = Scraper.scrape(targets, budget.deadline(request));
        TextFormat format = Negotiation.format(request.header("accept"));
        MetricWriter writer = new MetricWriter(format);
        writeNginx(writer, targets, outcomes);
        OwnFamilies.write(writer, targets);
        build.write(writer);
        process.ifPresent(own -> own.write(writer));
        writer.end();
        return encoded(request, format, writer.toBytes());
    }

    static void writeNginx(MetricWriter writer, List<Target> targets, List<ScrapeOutcome> outcomes) {
        if (outcomes.stream().anyMatch(ScrapeOutcome.Scraped.class::isInstance)) {
            for (NginxFamilies.StubFamily family : NginxFamilies.STUB_STATUS) {
                writeFamily(writer, family, targets, outcomes);
            }
        }
        writer.family(NginxFamilies.UP);
        for (int i = 0; i < targets.size(); i++) {
            boolean up = outcomes.get(i) instanceof ScrapeOutcome.Scraped;
            writer.sample(targets.get(i).labels(), up ? 1 : 0);
        }
    }

    private static void writeFamily(
            MetricWriter writer, NginxFamilies.StubFamily family, List<Target> targets, List<ScrapeOutcome> outcomes) {
        writer.family(family.family());
        for (int i = 0; i < targets.size(); i++) {
            if (outcomes.get(i) instanceof ScrapeOutcome.Scraped scraped
                    && scraped.snapshot() instanceof StubStatus status) {
                writer.sample(targets.get(i).labels(), family.value().applyAsLong(status));
            }
        }
    }

    private Answer encoded(Request request, TextFormat format, byte[] text) {
        boolean compress = Negotiation.takesGzip(request.header("accept-encoding"));
        Answer answer = new Answer(200, format.contentType(), Map.of(), compress ? gzip.compress(text) : text);
        return compress ? answer.with("Content-Encoding", "gzip") : answer;
    }
}
