package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.response;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// `--nginx.retries`: the trials at the start, seen from nginx.
final class StartTrialsTest {
    private static final int SCRAPES = 20;

    @Test
    void goOnUntilNginxAnswers() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        FakeNginx.Behaviour fromTheThirdOn = (head, out, self) -> {
            if (asked.incrementAndGet() < 3) {
                out.write(response("503 Not Yet", "").getBytes(ISO_8859_1));
            } else {
                page(status(1, 1, 1, 1)).answer(head, out, self);
            }
        };
        try (FakeNginx nginx = FakeNginx.onPort(fromTheThirdOn);
                RunningExporter exporter = start(nginx, "--nginx.retries=50", "--nginx.retry-interval=1ms")) {
            Waiting.until("nginx has answered", () -> asked.get() == 3);
            assertAskedOnlyByScrapes(exporter, asked);
        }
    }

    @Test
    void endWhenTheyAreUsedUpAndEndNothingElse() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        FakeNginx.Behaviour never = (_, out, _) -> {
            asked.incrementAndGet();
            out.write(response("503 Not Yet", "").getBytes(ISO_8859_1));
        };
        try (FakeNginx nginx = FakeNginx.onPort(never);
                RunningExporter exporter = start(nginx, "--nginx.retries=2", "--nginx.retry-interval=1ms")) {
            Waiting.until("the first trial and two more are made", () -> asked.get() == 3);
            assertAskedOnlyByScrapes(exporter, asked);
            assertThat(exporter.metrics())
                    .contains("nginx_up 0\n")
                    .contains("nginx_exporter_scrape_errors_total{cause=\"status\"} " + (3 + SCRAPES + 1) + "\n");
        }
    }

    @Test
    void waitBetweenTwoOfThemButNotAtTheEnd() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(FakeNginx.raw(response("503 Not Yet", "")))) {
            try (RunningExporter _ = start(nginx, "--nginx.retries=5", "--nginx.retry-interval=10m")) {
                Waiting.until("the first trial is made", () -> nginx.requests().size() == 1);
            }
            assertThat(nginx.requests()).as("the exporter ended in the pause").hasSize(1);
        }
    }

    @Test
    void areNotMadeUnlessAskedFor() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        FakeNginx.Behaviour counts = (head, out, self) -> {
            asked.incrementAndGet();
            page(status(1, 1, 1, 1)).answer(head, out, self);
        };
        try (FakeNginx nginx = FakeNginx.onPort(counts);
                RunningExporter exporter = start(nginx, "--nginx.retry-interval=1ms")) {
            assertAskedOnlyByScrapes(exporter, asked);
        }
    }

    private static void assertAskedOnlyByScrapes(RunningExporter exporter, AtomicInteger asked) throws Exception {
        int before = asked.get();
        for (int i = 0; i < SCRAPES; i++) {
            assertThat(exporter.metrics()).contains("nginx_up ");
        }
        assertThat(asked.get()).isEqualTo(before + SCRAPES);
    }

    private static RunningExporter start(FakeNginx nginx, String... options) throws Exception {
        String[] all = new String[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "--nginx.scrape-uri=" + nginx.uri();
        return RunningExporter.start(all);
    }
}
