package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.logshipper.sink.SendOutcome.Thinned;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a receiver that decodes requests with OpenTelemetry's own classes.
final class OtlpSinkTest {
    private static final InstantSource NOW = InstantSource.fixed(Instant.parse("2026-11-22T08:00:00Z"));
    private static final long WRITTEN = Instant.parse("2026-11-22T07:35:01Z").getEpochSecond() * 1_000_000_000;

    private final List<ExportLogsServiceRequest> exported = new ArrayList<>();

    private void take(boolean json, ExportLogsServiceResponse answer, FakeReceiver.Request request) throws IOException {
        assertThat(request.target()).isEqualTo("/v1/logs");
        assertThat(request.header("Content-Type")).isEqualTo(json ? "application/json" : "application/x-protobuf");
        if (json) {
            ExportLogsServiceRequest.Builder builder = ExportLogsServiceRequest.newBuilder();
            JsonFormat.parser().merge(new String(request.body(), UTF_8), builder); // refuses what it does not know
            exported.add(builder.build());
            request.answer(200, JsonFormat.printer().print(answer).getBytes(UTF_8));
        } else {
            ExportLogsServiceRequest decoded = ExportLogsServiceRequest.parseFrom(request.body());
            assertThat(decoded.getUnknownFields().asMap()).isEmpty();
            exported.add(decoded);
            request.answer(200, answer.toByteArray());
        }
    }

    private static Map<String, Object> attributes(List<KeyValue> pairs) {
        Map<String, Object> map = new TreeMap<>();
        for (KeyValue pair : pairs) {
            AnyValue value = pair.getValue();
            Object plain = switch (value.getValueCase()) {
                case STRING_VALUE -> value.getStringValue();
                case INT_VALUE -> value.getIntValue();
                case DOUBLE_VALUE -> value.getDoubleValue();
                default -> throw new AssertionError("unexpected " + value.getValueCase());
            };
            map.put(pair.getKey(), plain);
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void exportsTypedRecordsThatOpenTelemetryReads(boolean json) throws IOException {
        try (FakeReceiver receiver = new FakeReceiver(
                        request -> take(json, ExportLogsServiceResponse.getDefaultInstance(), request));
                OtlpSink sink = new OtlpSink(receiver.settings(true), json, 1, NOW)) {
            Records records = Batches.of(Batches.access(1), Batches.error(), Batches.raw());

            assertThat(sink.send(records, 0, 3)).isEqualTo(SendOutcome.DELIVERED);
        }
        List<ResourceLogs> resources = exported.getFirst().getResourceLogsList();
        assertThat(resources).hasSize(2).allSatisfy(resource -> {
            assertThat(attributes(resource.getResource().getAttributesList()))
                    .isEqualTo(Map.of("k8s.pod.name", "web-0"));
            assertThat(resource.getScopeLogs(0).getScope().getName()).isEqualTo("log-shipper");
        });
        LogRecord access = resources.getFirst().getScopeLogs(0).getLogRecords(0);
        assertThat(access.getTimeUnixNano()).isEqualTo(WRITTEN);
        assertThat(access.getBody().getStringValue()).isEqualTo("GET /item/1 HTTP/1.1");
        assertThat(attributes(access.getAttributesList()))
                .containsEntry("log.file.path", "/var/log/nginx/access.log")
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("http.server.request.duration", 0.005)
                .containsEntry("user_agent.original", "a \"quoted\" \u001b é")
                .doesNotContainKeys("body", "timestamp", "k8s.pod.name");
        LogRecord raw = resources.getFirst().getScopeLogs(0).getLogRecords(1);
        assertThat(raw.getBody().getStringValue()).isEqualTo("not a line");
        assertThat(raw.getTimeUnixNano()).isEqualTo(NOW.instant().getEpochSecond() * 1_000_000_000);
        LogRecord error = resources.getLast().getScopeLogs(0).getLogRecords(0);
        assertThat(error.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_ERROR);
        assertThat(error.getSeverityText()).isEqualTo("error");
        assertThat(error.getBody().getStringValue()).isEqualTo("open() \"/x\" failed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsWhatTheReceiverSaysItDropped(boolean json) throws IOException {
        ExportLogsServiceResponse answer = ExportLogsServiceResponse.newBuilder()
                .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                        .setRejectedLogRecords(2)
                        .setErrorMessage("too big"))
                .build();
        try (FakeReceiver receiver = new FakeReceiver(request -> take(json, answer, request));
                OtlpSink sink = new OtlpSink(receiver.settings(false), json, 1, NOW)) {
            Records records = Batches.of(Batches.access(1), Batches.access(2), Batches.access(3));

            assertThat(sink.send(records, 0, 3)).isEqualTo(new Thinned(2, "too big"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void retriesWhenAskedToAndLeavesWhatIsMalformed(boolean json) throws IOException {
        try (FakeReceiver receiver = new FakeReceiver(
                        request -> request.with("Retry-After", "7").answer(503, new byte[0]));
                OtlpSink sink = new OtlpSink(receiver.settings(false), json, 1, NOW)) {
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1))
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.after()).contains(Duration.ofSeconds(7)));
            receiver.rules(request -> request.answer(400, "bad".getBytes(UTF_8)));
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Rejected.class);
        }
    }
}
