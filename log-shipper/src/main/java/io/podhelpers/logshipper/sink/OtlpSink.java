package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.sink.OtlpEncoder.PartialSuccess;
import io.podhelpers.logshipper.sink.SendOutcome.Thinned;
import java.net.URI;
import java.time.InstantSource;

/// OpenTelemetry's protocol over HTTP, as protobuf or JSON.
///
/// A receiver that takes a part of a request says how many records it dropped, but not which: the protocol forbids
/// to send them again, so they are counted as lost, with the receiver's words in the log.
public final class OtlpSink implements Sink {
    private static final int ANSWER_KEPT = 64 * 1024;
    private static final String LOGS = "/v1/logs";

    private final HttpReceiver receiver;
    private final OtlpEncoder encoder;

    /// @param labels how many fields of the configuration's own each record begins with, behind the log's path
    public OtlpSink(HttpSettings settings, boolean json, int labels, InstantSource clock) {
        this.receiver = new HttpReceiver(settings.at(logs(settings.url())), ANSWER_KEPT, clock);
        this.encoder = json ? new OtlpJson(labels, clock) : new OtlpProtobuf(labels, clock);
    }

    private static URI logs(URI url) {
        String path = url.getRawPath();
        return path.isEmpty() || path.equals("/") ? url.resolve(LOGS) : url;
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        encoder.encode(records, first, end);
        return receiver.post(
                encoder.contentType(), encoder.bytes(), 0, encoder.length(), answer -> judge(answer, end - first));
    }

    private SendOutcome judge(HttpAnswer answer, int sent) {
        if (answer.status() != 200) {
            return receiver.byStatus(answer);
        }
        PartialSuccess partial = encoder.partialSuccess(answer.body());
        int rejected = Math.clamp(partial.rejected(), 0, sent);
        return rejected == 0 ? SendOutcome.DELIVERED : new Thinned(rejected, partial.message());
    }

    @Override
    public void abort() {
        receiver.abort();
    }

    @Override
    public String name() {
        return "otlp";
    }

    @Override
    public void close() {
        receiver.close();
    }
}
