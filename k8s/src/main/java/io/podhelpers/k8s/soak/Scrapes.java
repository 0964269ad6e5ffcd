package io.podhelpers.k8s.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A Prometheus that scrapes each helper every second. Not to be answered is explained only while a fault keeps that
/// very helper from answering.
final class Scrapes implements Load {
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration TO_BE_BACK = Duration.ofSeconds(8);

    private final SoakPods pods;
    private final Outages outages;
    private final Http http = new Http();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger scraped = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<Unanswered> unanswered = new ConcurrentLinkedQueue<>();

    private record Unanswered(String helper, Instant asked, Instant failed, String why) {}

    Scrapes(SoakPods pods, Outages outages) {
        this.pods = pods;
        this.outages = outages;
    }

    /// One thread for each helper, so that one that hangs does not hide another.
    @Override
    public void runUntil(Ending ending) {
        String helper = SoakPods.HELPERS.get(next.getAndIncrement() % SoakPods.HELPERS.size());
        String url = pods.url(SoakPods.METRICS_PORTS.getOrDefault(helper, 0), "/metrics");
        while (!ending.hasCome()) {
            Instant asked = Instant.now();
            Http.Answer answer = http.get(url);
            scraped.incrementAndGet();
            if (answer.status() == 200 && answer.text().contains("# TYPE ")) {
                answered.incrementAndGet();
            } else {
                unanswered.add(new Unanswered(helper, asked, Instant.now(), answer.toString()));
            }
            ending.pause(BETWEEN);
        }
    }

    @Override
    public void account(Ledger ledger) {
        var unexplained = unanswered.stream()
                .filter(lost -> !outages.explain(lost.helper(), lost.asked(), lost.failed(), TO_BE_BACK))
                .toList();
        ledger.add(
                "scrapes: answered, but while the helper itself was down",
                scraped + " sent = " + answered + " answered + " + (unanswered.size() - unexplained.size())
                        + " while the helper was killed, frozen or cut off + " + unexplained.size() + " unexplained"
                        + (unexplained.isEmpty()
                                ? ""
                                : " " + unexplained.stream().limit(5).toList()),
                unexplained.isEmpty() && answered.get() > 0);
        http.close();
    }
}
