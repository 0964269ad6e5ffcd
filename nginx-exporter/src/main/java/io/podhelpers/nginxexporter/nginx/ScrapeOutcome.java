package io.podhelpers.nginxexporter.nginx;

import java.time.Duration;

/// How one scrape of one target ended.
public sealed interface ScrapeOutcome {
    /// nginx answered.
    record Scraped(NginxSnapshot snapshot, Duration took) implements ScrapeOutcome {}

    /// It did not, or not with what was expected.
    ///
    /// @param why one line for the log
    record Failed(ScrapeError error, String why, Duration took) implements ScrapeOutcome {}

    /// From the wish to the outcome.
    Duration took();
}
