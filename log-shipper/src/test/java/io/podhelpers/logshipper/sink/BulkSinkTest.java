package io.podhelpers.logshipper.sink;

import static io.podhelpers.logshipper.sink.Json.map;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the bulk sink makes of answers that a real server gives rarely; the real one is in `BulkServersIT`.
final class BulkSinkTest {
    private FakeReceiver receiver;
    private ElasticsearchSink sink;

    @BeforeEach
    void start() throws IOException {
        receiver = new FakeReceiver(request -> request.answer(200, "{\"errors\":false}".getBytes(UTF_8)));
        sink = sink("host");
    }

    private ElasticsearchSink sink(String host) {
        return new ElasticsearchSink("elasticsearch", receiver.settings(true), "logs", host, InstantSource.system());
    }

    @AfterEach
    void end() {
        sink.close();
        receiver.close();
    }

    private List<String> sent(int request) {
        return new String(receiver.requests().get(request).body(), UTF_8)
                .lines()
                .toList();
    }

    private static String id(String action) {
        return String.valueOf(
                map(map(Json.parse(action.getBytes(UTF_8))).get("create")).get("_id"));
    }

    @Test
    void createsEachRecordUnderAnIdOfItsOwnThatAResendHasToo() {
        Records records = Batches.of(Batches.access(1), Batches.access(1));
        assertThat(sink.send(records, 0, 2)).isEqualTo(SendOutcome.DELIVERED);
        assertThat(sink.send(Batches.of(7, 100, List.of(Batches.access(1))), 0, 1))
                .isEqualTo(SendOutcome.DELIVERED);

        assertThat(receiver.requests().getFirst().target()).startsWith("/logs/_bulk?filter_path=");
        assertThat(sent(0)).hasSize(4);
        assertThat(id(sent(0).getFirst())).isNotEqualTo(id(sent(0).get(2)));
        assertThat(id(sent(1).getFirst())).isEqualTo(id(sent(0).get(2)));
        assertThat(map(Json.parse(sent(0).get(1).getBytes(UTF_8))))
                .containsEntry("@timestamp", "2026-11-22T07:35:01+00:00")
                .doesNotContainKey("timestamp");
    }

    @Test
    void idsDifferByHostContentOffsetAndText() {
        List<String> ids = new ArrayList<>();
        for (Records one : List.of(
                Batches.of(7, 0, List.of(Batches.access(1))),
                Batches.of(8, 0, List.of(Batches.access(1))),
                Batches.of(7, 1, List.of(Batches.access(1))),
                Batches.of(7, 0, List.of(Batches.access(2))))) {
            sink.send(one, 0, 1);
            ids.add(id(sent(ids.size()).getFirst()));
        }
        try (ElasticsearchSink other = sink("other")) {
            other.send(Batches.of(7, 0, List.of(Batches.access(1))), 0, 1);
            ids.add(id(sent(4).getFirst()));
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void judgesEachRecordByItself() {
        receiver.rules(request -> request.with("Retry-After", "2").answer(200, """
                {"errors": true, "items": [
                  {"create": {"status": 201}},
                  {"create": {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "}]"}}},
                  {"create": {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "full \\"q\\""}}},
                  {"create": {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "no"}}},
                  {"create": {"status": 503}}
                ]}""".getBytes(UTF_8)));

        Records records = Batches.of(java.util.Collections.nCopies(5, Batches.access(1)));
        assertThat(sink.send(records, 0, 5)).isInstanceOfSatisfying(Partly.class, partly -> {
            assertThat(partly.again().stream()).containsExactly(2, 4);
            assertThat(partly.whyAgain()).startsWith("status 429").contains("es_rejected");
            assertThat(partly.refused().stream()).containsExactly(3);
            assertThat(partly.whyRefused()).startsWith("status 400").contains("mapper_parsing");
            assertThat(partly.after()).contains(Duration.ofSeconds(2));
        });
    }

    @Test
    void anAnswerThatCountsOtherwiseIsNoAcknowledgement() {
        for (String answer : List.of("{}", "{\"errors\":true,\"items\":[]}", "[]", "", "<html>", "{\"errors\":tru")) {
            receiver.rules(request -> request.answer(200, answer.getBytes(UTF_8)));
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1))
                    .as(answer)
                    .isInstanceOf(Retry.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"429, true", "503, true", "401, true", "404, true", "400, false", "413, false"})
    void judgesTheWholeRequest(int status, boolean again) {
        receiver.rules(request -> request.answer(status, new byte[0]));
        Map<Boolean, Class<?>> expected = Map.of(true, Retry.class, false, Rejected.class);
        assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(expected.get(again));
    }
}
