package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.nginx.ScrapeOutcome;
import io.podhelpers.runtime.Durations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `--nginx.retries`: asks nginx at the start, again and again, so that the log tells when it came.
///
/// The 0.x releases of the official exporter end when the last trial fails. Here a dead nginx ends nothing: `nginx_up`
/// says 0 until it answers.
final class StartTrials implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StartTrials.class);

    private final List<Target> targets;
    private final ExporterConfig.Nginx settings;
    private final CountDownLatch closed = new CountDownLatch(1);

    StartTrials(List<Target> targets, ExporterConfig.Nginx settings) {
        this.targets = targets;
        this.settings = settings;
    }

    void start() {
        if (settings.retries() > 0) {
            Thread.ofVirtual().name("start trials").start(this::run);
        }
    }

    private void run() {
        try {
            int left = settings.retries();
            while (!allAnswer(left)) {
                Duration pause = settings.retryInterval();
                if (left == 0 || closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
                left--;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean allAnswer(int left) {
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        boolean all = Scraper.scrape(targets, deadline).stream().allMatch(ScrapeOutcome.Scraped.class::isInstance);
        if (!all) {
            log.atWarn()
                    .addKeyValue("retriesLeft", left)
                    .addKeyValue("interval", Durations.format(settings.retryInterval()))
                    .log("nginx does not answer yet");
        }
        return all;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
