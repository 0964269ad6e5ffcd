package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.nginx.ScrapeOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Scrapes targets at the same time, so that a hung one does not eat the others' time.
final class Scraper {
    private Scraper() {}

    /// The outcomes in the order of the targets.
    ///
    /// @param deadline in terms of [System#nanoTime()]; every client keeps it by itself
    static List<ScrapeOutcome> scrape(List<Target> targets, long deadline) {
        if (targets.size() == 1) {
            return List.of(targets.getFirst().client().scrape(deadline));
        }
        List<CompletableFuture<ScrapeOutcome>> outcomes = targets.stream()
                .map(target -> CompletableFuture.supplyAsync(
                        () -> target.client().scrape(deadline), Thread::startVirtualThread))
                .toList();
        return outcomes.stream().map(CompletableFuture::join).toList();
    }
}
