package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.JsonBuffer;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Grafana Loki by its push interface, as JSON: a stream for each log with the configured labels, the record as the
/// line, the time that the log says.
///
/// Loki drops a line that it has already, so the original time makes a resend harmless. Of a request with lines
/// that are too old it keeps the others and answers 400 with the oldest time it takes: lines before that are
/// refused for good, the others are sent once more to be sure.
public final class LokiSink implements Sink {
    private static final int ANSWER_KEPT = 4096;
    private static final String PUSH = "/loki/api/v1/push";
    private static final Pattern OLDEST = Pattern.compile("oldest acceptable timestamp is: ([0-9T:.+-]+Z?)");
    private static final byte[] STREAM = "{\"stream\":".getBytes(US_ASCII);
    private static final byte[] VALUES = ",\"values\":[".getBytes(US_ASCII);

    private final HttpReceiver receiver;
    private final RecordTime times;
    private final Opening opening;
    private final List<byte[]> constants;
    private final JsonBuffer body = new JsonBuffer(64 * 1024);
    private final RecordReader reader = new RecordReader();

    /// @param labels how many fields of the configuration's own each record begins with
    /// @param more labels of each stream that are in no record
    public LokiSink(HttpSettings settings, int labels, java.util.Map<String, String> more, InstantSource clock) {
        this.receiver = new HttpReceiver(settings.at(push(settings.url())), ANSWER_KEPT, clock);
        this.times = new RecordTime(clock);
        this.opening = new Opening(labels + 1);
        this.constants = more.entrySet().stream().map(LokiSink::pair).toList();
    }

    private static byte[] pair(java.util.Map.Entry<String, String> label) {
        JsonBuffer pair = new JsonBuffer(64);
        byte[] name = label.getKey().getBytes(UTF_8);
        byte[] value = label.getValue().getBytes(UTF_8);
        pair.put('"');
        labelName(name, 0, name.length, pair);
        pair.put("\":\"".getBytes(US_ASCII));
        pair.putText(value, 0, value.length);
        pair.put('"');
        return java.util.Arrays.copyOf(pair.array(), pair.length());
    }

    private static URI push(URI url) {
        String path = url.getRawPath();
        return path.isEmpty() || path.equals("/") ? url.resolve(PUSH) : url;
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        times.begin(records, first);
        body.truncate(0);
        body.put("{\"streams\":[".getBytes(US_ASCII));
        opening.group(records, first, end, (group, members) -> stream(records, members, group));
        body.put(']');
        body.put('}');
        return receiver.post(
                "application/json", body.array(), 0, body.length(), answer -> judge(answer, records, first, end));
    }

    private void stream(Records records, BitSet members, int group) {
        if (group > 0) {
            body.put(',');
        }
        body.put(STREAM);
        labels(records, members.nextSetBit(0));
        body.put(VALUES);
        for (int record = members.nextSetBit(0); record >= 0; record = members.nextSetBit(record + 1)) {
            body.put('[');
            body.put('"');
            body.put(Long.toString(times.of(records, record)).getBytes(US_ASCII));
            body.put('"');
            body.put(',');
            body.put('"');
            body.putText(records.bytes(), records.from(record), records.to(record) - 1);
            body.put('"');
            body.put(']');
            body.put(',');
        }
        body.truncate(body.length() - 1);
        body.put(']');
        body.put('}');
    }

    private void labels(Records records, int record) {
        byte[] bytes = records.bytes();
        body.put('{');
        reader.open(bytes, records.from(record), records.to(record));
        for (int i = 0; i < opening.fields() && reader.next(); i++) {
            body.put('"');
            labelName(bytes, reader.keyFrom(), reader.keyTo(), body);
            body.put('"');
            body.put(':');
            body.put('"');
            body.put(bytes, reader.valueFrom(), reader.valueTo());
            body.put('"');
            body.put(',');
        }
        for (byte[] pair : constants) {
            body.put(pair);
            body.put(',');
        }
        body.truncate(body.length() - 1);
        body.put('}');
    }

    /// Loki's names have letters, digits and `_`.
    private static void labelName(byte[] name, int from, int to, JsonBuffer out) {
        for (int i = from; i < to; i++) {
            byte b = name[i];
            boolean digit = b >= '0' && b <= '9';
            boolean fits = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || (digit && i > from);
            out.put(fits ? b : '_');
        }
    }

    private SendOutcome judge(HttpAnswer answer, Records records, int first, int end) {
        if (answer.status() != 400) {
            return receiver.byStatus(answer);
        }
        Matcher oldest = OLDEST.matcher(new String(answer.body(), UTF_8));
        BitSet refused = new BitSet();
        while (oldest.find()) {
            refuseOlder(oldest.group(1), records, first, end, refused);
        }
        if (refused.isEmpty()) {
            return new Rejected(answer.told(), true); // one bad line spoils a batch: find it
        }
        BitSet again = new BitSet();
        again.set(0, end - first);
        again.andNot(refused);
        return new Partly(again, answer.told(), refused, answer.told(), java.util.Optional.empty());
    }

    private void refuseOlder(String time, Records records, int first, int end, BitSet refused) {
        try {
            Instant oldest = OffsetDateTime.parse(time).toInstant();
            long nanos = oldest.getEpochSecond() * 1_000_000_000L + oldest.getNano();
            for (int i = first; i < end; i++) {
                if (times.of(records, i) < nanos) {
                    refused.set(i - first);
                }
            }
        } catch (DateTimeException e) {
            refused.clear(); // not a time after all: the lines are tried in halves
        }
    }

    @Override
    public void abort() {
        receiver.abort();
    }

    @Override
    public String name() {
        return "loki";
    }

    @Override
    public void close() {
        receiver.close();
    }
}
