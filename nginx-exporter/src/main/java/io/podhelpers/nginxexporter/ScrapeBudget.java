package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.web.Request;
import java.time.Duration;

/// How long a scrape may take: `--nginx.timeout`, and not longer than Prometheus waits for the answer.
///
/// @param timeout what the option says
record ScrapeBudget(Duration timeout) {
    private static final String HEADER = "x-prometheus-scrape-timeout-seconds";
    /// For writing the answer and the way back.
    private static final Duration MARGIN = Duration.ofMillis(500);

    /// When the scrape that this request asks for has to be over, in terms of [System#nanoTime()].
    long deadline(Request request) {
        long budget = request.header(HEADER).map(this::atMost).orElse(timeout).toNanos();
        return System.nanoTime() + budget;
    }

    private Duration atMost(String seconds) {
        try {
            double value = Double.parseDouble(seconds);
            if (!(value > 0) || value > 3600) {
                return timeout;
            }
            Duration given = Duration.ofNanos((long) (value * 1e9));
            // half of a very short one, as the margin would leave nothing of it
            Duration less = given.minus(MARGIN);
            Duration most = less.compareTo(given.dividedBy(2)) > 0 ? less : given.dividedBy(2);
            return most.compareTo(timeout) < 0 ? most : timeout;
        } catch (NumberFormatException e) {
            return timeout;
        }
    }
}
