package io.podhelpers.logshipper.sink;

import static io.podhelpers.logshipper.sink.Json.list;
import static io.podhelpers.logshipper.sink.Json.map;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a strict fake of the rules that Loki documents for its push interface.
final class LokiSinkTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final Instant OLDEST = Instant.parse("2026-11-22T07:00:00Z");

    /// By stream and time, as Loki keeps them: the same line at the same time is there once.
    private final Map<String, List<String>> kept = new TreeMap<>();
    private FakeReceiver receiver;
    private LokiSink sink;

    @BeforeEach
    void start() throws IOException {
        receiver = new FakeReceiver(this::push);
        sink = new LokiSink(receiver.settings(true), 1, Map.of("service_name", "nginx"), InstantSource.fixed(NOW));
    }

    @AfterEach
    void end() {
        sink.close();
        receiver.close();
    }

    private void push(FakeReceiver.Request request) throws IOException {
        if (!request.target().equals("/loki/api/v1/push")
                || !request.header("Content-Type").equals("application/json")) {
            request.answer(404, new byte[0]);
            return;
        }
        List<String> refused = new ArrayList<>();
        for (Object stream : list(map(Json.parse(request.body())).get("streams"))) {
            Map<String, Object> labels = map(map(stream).get("stream"));
            assertThat(labels.keySet()).allMatch(name -> name.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
            for (Object value : list(map(stream).get("values"))) {
                assertThat(list(value)).hasSize(2).allMatch(String.class::isInstance);
                long nanos = Long.parseLong((String) list(value).getFirst());
                String line = (String) list(value).getLast();
                Json.parse(line.getBytes(UTF_8));
                if (line.contains("POISON")) {
                    request.answer(400, "max entry size '10' bytes exceeded for stream".getBytes(UTF_8));
                    return;
                }
                take(labels.toString(), nanos, line, refused);
            }
        }
        request.answer(refused.isEmpty() ? 204 : 400, String.join("\n", refused).getBytes(UTF_8));
    }

    private void take(String labels, long nanos, String line, List<String> refused) {
        Instant time = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
        if (time.isBefore(OLDEST)) {
            refused.add("entry for stream '" + labels + "' has timestamp too old: " + time
                    + ", oldest acceptable timestamp is: " + OLDEST);
            return;
        }
        List<String> lines = kept.computeIfAbsent(labels, _ -> new ArrayList<>());
        if (!lines.contains(time + " " + line)) {
            lines.add(time + " " + line);
        }
    }

    @Test
    void sendsAStreamForEachLogWithTheTimeThatTheLogSays() {
        Records records = Batches.of(Batches.access(1), Batches.error(), Batches.access(2));

        assertThat(sink.send(records, 0, 3)).isEqualTo(SendOutcome.DELIVERED);
        assertThat(kept.keySet())
                .containsExactly(
                        "{log_file_path=/var/log/nginx/access.log, k8s_pod_name=web-0, service_name=nginx}",
                        "{log_file_path=/var/log/nginx/error.log, k8s_pod_name=web-0, service_name=nginx}");
        assertThat(kept.values().iterator().next())
                .containsExactly(
                        "2026-11-22T07:35:01Z " + Batches.access(1), "2026-11-22T07:35:01Z " + Batches.access(2));
    }

    @Test
    void aResendMakesNoCopyAlsoOfALineWithoutATime() {
        Records records = Batches.of(Batches.raw(), Batches.access(1));

        sink.send(records, 0, 2);
        sink.send(records, 0, 2);
        assertThat(kept.values().iterator().next()).hasSize(2);
        assertThat(receiver.requests()).hasSize(2);
    }

    @Test
    void refusesOnlyWhatLokiSaysIsTooOldAndMakesSureOfTheOthers() {
        Records records = Batches.of(
                Batches.access(1, "2026-11-22T06:59:59+00:00"),
                Batches.access(2),
                Batches.access(3, "2026-11-22T07:59:59+02:00"));

        SendOutcome outcome = sink.send(records, 0, 3);

        assertThat(outcome).isInstanceOfSatisfying(Partly.class, partly -> {
            assertThat(partly.refused().stream()).containsExactly(0, 2);
            assertThat(partly.again().stream()).containsExactly(1);
            assertThat(partly.whyRefused()).contains("too old");
        });
        assertThat(sink.send(records.pick(0, ((Partly) outcome).again()), 0, 1)).isEqualTo(SendOutcome.DELIVERED);
        assertThat(kept.values().iterator().next()).hasSize(1);
    }

    @Test
    void aLineThatSpoilsItsBatchIsLookedFor() {
        Records records = Batches.of(Batches.access(1), Batches.access(2).replace("web-0", "POISON"));

        assertThat(sink.send(records, 0, 2)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.tooLarge()).isTrue();
            assertThat(rejected.why()).contains("max entry size");
        });
    }

    @Test
    void waitsAsLongAsItIsAskedTo() {
        receiver.rules(request -> request.with("Retry-After", "3").answer(429, new byte[0]));

        assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1))
                .isInstanceOfSatisfying(
                        Retry.class, retry -> assertThat(retry.after()).contains(Duration.ofSeconds(3)));
    }
}
