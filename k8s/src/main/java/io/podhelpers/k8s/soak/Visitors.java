package io.podhelpers.k8s.soak;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Visitors of nginx, each with a number of its own. What nginx wrote about them is in its logs, which are all kept;
/// what of it was shipped is on the log shipper's standard output.
final class Visitors implements Load {
    private static final Duration BETWEEN = Duration.ofMillis(15);
    // also in the rest of a line that a full disk cut short, and that the next line was written behind
    private static final Pattern REQUEST = Pattern.compile("GET /\\?visitor=(\\d+)\\. ");
    private static final String OF_THE_ACCESS_LOG = "{\"log.file.path\":\"/var/log/nginx/access.log\"";

    private final SoakPods pods;
    private final Http http = new Http();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    Visitors(SoakPods pods) {
        this.pods = pods;
    }

    @Override
    public void runUntil(Ending ending) {
        while (!ending.hasCome()) {
            int number = asked.incrementAndGet();
            if (http.get(pods.url(SoakPods.WEB, "/?visitor=" + number + ".")).status() == 200) {
                answered.incrementAndGet();
            }
            ending.pause(BETWEEN);
        }
    }

    @Override
    public void account(Ledger ledger) {
        Map<Integer, Integer> written = written();
        Map<Integer, Integer> shipped = shipped();
        Set<Integer> missing = new TreeSet<>(written.keySet());
        missing.removeAll(shipped.keySet());
        int twice = shipped.values().stream().mapToInt(times -> times - 1).sum();
        ledger.add(
                "log lines: written = shipped",
                written.size() + " written = " + (written.size() - missing.size()) + " shipped + " + missing.size()
                        + " missing"
                        + (missing.isEmpty()
                                ? ""
                                : " " + missing.stream().limit(10).toList()) + "; "
                        + twice + " of them again after a crash (" + asked + " requests, " + answered + " answered)",
                missing.isEmpty() && !written.isEmpty());
        http.close();
    }

    /// How many lines that nginx wrote about visitors were not shipped so far.
    long missingNow() {
        Set<Integer> missing = new TreeSet<>(written().keySet());
        missing.removeAll(shipped().keySet());
        return missing.size();
    }

    private Map<Integer, Integer> written() {
        return count(pods.webserver()
                .exec("nginx", "sh", "-c", "cat /var/log/nginx/access.log*")
                .stdout()
                .lines());
    }

    private Map<Integer, Integer> shipped() {
        return count(pods.webserver().stdout("log-shipper").lines().filter(line -> line.startsWith(OF_THE_ACCESS_LOG)));
    }

    private static Map<Integer, Integer> count(Stream<String> lines) {
        Map<Integer, Integer> numbers = new TreeMap<>();
        lines.forEach(line -> {
            Matcher matcher = REQUEST.matcher(line);
            while (matcher.find()) {
                numbers.merge(Integer.valueOf(matcher.group(1)), 1, Integer::sum);
            }
        });
        return numbers;
    }
}
