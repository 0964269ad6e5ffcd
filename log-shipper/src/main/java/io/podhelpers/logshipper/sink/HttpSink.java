package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.time.InstantSource;

/// Posts batches as newline-delimited JSON, straight from the records' own bytes, or as a JSON array.
public final class HttpSink implements Sink {
    private static final int ANSWER_KEPT = 512;

    private final HttpReceiver receiver;
    private final boolean array;
    private final JsonBuffer buffer = new JsonBuffer(1024);

    /// @throws io.podhelpers.runtime.UserError if a certificate or a secret's file cannot be used
    public HttpSink(HttpSettings settings, boolean array, InstantSource clock) {
        this.receiver = new HttpReceiver(settings, ANSWER_KEPT, clock);
        this.array = array;
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        if (array) {
            toArray(records, first, end);
            return receiver.post("application/json", buffer.array(), 0, buffer.length(), receiver::byStatus);
        }
        int from = records.from(first);
        return receiver.post("application/x-ndjson", records.bytes(), from, records.to(end - 1), receiver::byStatus);
    }

    private void toArray(Records records, int first, int end) {
        buffer.truncate(0);
        for (int i = first; i < end; i++) {
            buffer.put(i == first ? '[' : ',');
            buffer.put(records.bytes(), records.from(i), records.to(i) - 1);
        }
        buffer.put(']');
    }

    @Override
    public void abort() {
        receiver.abort();
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void close() {
        receiver.close();
    }
}
