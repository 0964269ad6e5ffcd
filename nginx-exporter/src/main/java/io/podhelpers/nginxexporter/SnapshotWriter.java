package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.nginx.ScrapeOutcome;
import io.podhelpers.nginxexporter.nginx.StubStatus;
import io.podhelpers.nginxexporter.plus.PlusFamilies;
import io.podhelpers.nginxexporter.plus.PlusStatus;
import java.util.ArrayList;
import java.util.List;

/// Writes what nginx said: the families of stub_status or of NGINX Plus, and which targets are up.
interface SnapshotWriter {
    /// Writes every family from the outcomes.
    ///
    /// @param outcomes in the order of the targets
    void write(MetricWriter writer, List<Target> targets, List<ScrapeOutcome> outcomes);

    /// Of the free nginx.
    static SnapshotWriter stubStatus() {
        return (writer, targets, outcomes) -> {
            if (outcomes.stream().anyMatch(ScrapeOutcome.Scraped.class::isInstance)) {
                for (NginxFamilies.StubFamily family : NginxFamilies.STUB_STATUS) {
                    writeFamily(writer, family, targets, outcomes);
                }
            }
            writeUp(writer, NginxFamilies.UP, targets, outcomes);
        };
    }

    /// Of NGINX Plus.
    static SnapshotWriter plus() {
        PlusFamilies families = new PlusFamilies();
        return (writer, targets, outcomes) -> {
            List<PlusFamilies.Source> sources = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                if (outcomes.get(i) instanceof ScrapeOutcome.Scraped scraped
                        && scraped.snapshot() instanceof PlusStatus status) {
                    sources.add(new PlusFamilies.Source(status, targets.get(i).labelSet()));
                }
            }
            families.write(writer, sources);
            writeUp(writer, NginxFamilies.PLUS_UP, targets, outcomes);
        };
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

    private static void writeUp(
            MetricWriter writer, Family family, List<Target> targets, List<ScrapeOutcome> outcomes) {
        writer.family(family);
        for (int i = 0; i < targets.size(); i++) {
            writer.sample(targets.get(i).labels(), outcomes.get(i) instanceof ScrapeOutcome.Scraped ? 1 : 0);
        }
    }
}
