package io.podhelpers.k8s.soak;

import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.pod.ExecResult;
import io.podhelpers.testcontainers.pod.PodException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Somebody who pushes a numbered page, looks at the site until it shows that number, and pushes the next. A page with
/// a lower number than one seen before, or none, is wrong; so is one that never comes.
final class Pushes implements Load {
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Pattern NUMBER = Pattern.compile("<h1>revision (\\d+)</h1>\n");

    private final SoakPods pods;
    private final Http http = new Http();
    private final List<Duration> delays = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int pushed;
    private int seen;

    Pushes(SoakPods pods) {
        this.pods = pods;
    }

    @Override
    public void runUntil(Ending ending) {
        while (!ending.hasCome()) {
            if (push(pushed + 1)) {
                pushed++;
                awaitPage();
            }
            ending.pause(BETWEEN);
        }
    }

    private boolean push(int number) {
        try {
            ExecResult result = pods.pod("git-server-0")
                    .exec(
                            "git-server",
                            "commit-file",
                            "demo-web",
                            "index.html",
                            "<h1>revision " + number + "</h1>",
                            "revision " + number);
            return result.exitCode() == 0;
        } catch (DockerException | PodException e) {
            return false;
        }
    }

    /// Looks until the newest page is there, also past the end of the soak: what was pushed has to be published.
    private void awaitPage() {
        Instant begin = Instant.now();
        Ending never = new Ending();
        while (seen < pushed && Duration.between(begin, Instant.now()).compareTo(LONGEST) < 0) {
            look();
            never.pause(LOOK_AGAIN);
        }
        if (seen == pushed) {
            delays.add(Duration.between(begin, Instant.now()));
        }
    }

    private void look() {
        Http.Answer page = http.get(pods.url(SoakPods.WEB, "/"));
        Matcher matcher = NUMBER.matcher(page.text());
        if (page.status() == 200 && matcher.matches()) {
            int number = Integer.parseInt(matcher.group(1));
            if (number < seen || number > pushed) {
                wrong.add("revision " + number + " after " + seen);
            }
            seen = number;
        } else if (page.status() != 0 && seen > 0) {
            wrong.add("status " + page.status() + ": " + page.text().strip());
        }
    }

    @Override
    public void account(Ledger ledger) {
        delays.sort(null);
        String delay = delays.isEmpty()
                ? ""
                : "; median " + delays.get(delays.size() / 2).toMillis() + " ms after the push, longest "
                        + delays.getLast().toMillis() + " ms";
        ledger.add(
                "revisions: each one pushed is published, in order",
                pushed + " pushed = " + delays.size() + " published + " + (pushed - delays.size()) + " missing; "
                        + wrong.size() + " pages wrong"
                        + (wrong.isEmpty() ? "" : " " + wrong.stream().limit(5).toList()) + delay,
                pushed > 0 && delays.size() == pushed && wrong.isEmpty());
        http.close();
    }
}
