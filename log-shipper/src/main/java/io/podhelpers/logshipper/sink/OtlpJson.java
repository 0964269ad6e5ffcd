package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.time.InstantSource;
import java.util.BitSet;

/// The same request as [OtlpProtobuf] in protobuf's JSON mapping: 64-bit numbers are strings. One thread.
final class OtlpJson implements OtlpEncoder {
    private static final byte[] BODY = ascii("body");
    private static final byte[] SEVERITY = ascii("severity_text");
    private static final byte[] RESOURCE = ascii("{\"resource\":{\"attributes\":[");
    private static final byte[] SCOPE_LOGS =
            ascii("]},\"scopeLogs\":[{\"scope\":{\"name\":\"" + SCOPE + "\"},\"logRecords\":[");
    private static final byte[] TIME = ascii(",\"timeUnixNano\":\"");
    private static final byte[] OBSERVED = ascii("\",\"observedTimeUnixNano\":\"");
    private static final byte[] KEY = ascii("{\"key\":\"");
    private static final byte[] VALUE = ascii("\",\"value\":");

    private final Opening opening;
    private final RecordTime times;
    private final RecordReader reader = new RecordReader();
    private final JsonBuffer out = new JsonBuffer(64 * 1024);

    OtlpJson(int labels, InstantSource clock) {
        this.opening = new Opening(labels + 1);
        this.times = new RecordTime(clock);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private void text(String ascii) {
        out.put(ascii(ascii));
    }

    @Override
    public void encode(Records records, int first, int end) {
        times.begin(records, first);
        out.truncate(0);
        text("{\"resourceLogs\":[");
        opening.group(records, first, end, (number, members) -> resource(records, members, number));
        text("]}");
    }

    private void resource(Records records, BitSet members, int number) {
        if (number > 0) {
            out.put(',');
        }
        out.put(RESOURCE);
        int one = members.nextSetBit(0);
        reader.open(records.bytes(), records.from(one), records.to(one));
        reader.next(); // the log's path is the records' own
        for (int i = 1; i < opening.fields() && reader.next(); i++) {
            if (i > 1) {
                out.put(',');
            }
            attribute(records.bytes());
        }
        out.put(SCOPE_LOGS);
        for (int record = one; record >= 0; record = members.nextSetBit(record + 1)) {
            if (record > one) {
                out.put(',');
            }
            logRecord(records, record);
        }
        text("]}]}");
    }

    private void logRecord(Records records, int record) {
        byte[] bytes = records.bytes();
        long time = times.sentNanos();
        text("{\"attributes\":[");
        int body = -1;
        int bodyEnd = -1;
        boolean nested = false;
        int severity = -1;
        int severityEnd = -1;
        reader.open(bytes, records.from(record), records.to(record));
        for (int i = 0; reader.next(); i++) {
            if (reader.isKey(RecordTime.TIMESTAMP)) {
                time = times.nanos(bytes, reader.valueFrom(), reader.valueTo());
            } else if (reader.isKey(BODY)) {
                body = reader.valueFrom();
                bodyEnd = reader.valueTo();
                nested = reader.kind() == RecordReader.Kind.OTHER;
            } else if (reader.isKey(SEVERITY)) {
                severity = reader.valueFrom();
                severityEnd = reader.valueTo();
            } else if (i == 0 || i >= opening.fields()) {
                if (i > 0) {
                    out.put(',');
                }
                attribute(bytes);
            }
        }
        out.put(']');
        out.put(TIME);
        text(Long.toString(time));
        out.put(OBSERVED);
        text(Long.toString(times.sentNanos()));
        out.put('"');
        if (severity >= 0) {
            text(",\"severityNumber\":" + OtlpEncoder.severity(bytes, severity, severityEnd) + ",\"severityText\":\"");
            out.put(bytes, severity, severityEnd);
            out.put('"');
        }
        if (body >= 0) {
            text(",\"body\":{\"stringValue\":\"");
            if (nested) {
                out.putText(bytes, body, bodyEnd); // JSON within, as it is
            } else {
                out.put(bytes, body, bodyEnd);
            }
            text("\"}");
        }
        out.put('}');
    }

    private void attribute(byte[] bytes) {
        int from = reader.valueFrom();
        int to = reader.valueTo();
        out.put(KEY);
        out.put(bytes, reader.keyFrom(), reader.keyTo());
        out.put(VALUE);
        switch (reader.kind()) {
            case STRING -> {
                text("{\"stringValue\":\"");
                out.put(bytes, from, to);
                text("\"}}");
            }
            case NUMBER -> {
                boolean decimal = OtlpEncoder.isDecimal(bytes, from, to);
                text(decimal ? "{\"doubleValue\":" : "{\"intValue\":\"");
                out.put(bytes, from, to);
                text(decimal ? "}}" : "\"}}");
            }
            case OTHER -> {
                text("{\"stringValue\":\"");
                out.putText(bytes, from, to);
                text("\"}}");
            }
        }
    }

    @Override
    public byte[] bytes() {
        return out.array();
    }

    @Override
    public int length() {
        return out.length();
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    /// `{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"…"}}`
    @Override
    public PartialSuccess partialSuccess(byte[] answer) {
        RecordReader response = new RecordReader();
        response.open(answer, RecordReader.skip(answer, 0, answer.length), answer.length);
        while (response.next()) {
            if (response.isKey(ascii("partialSuccess"))) {
                RecordReader partial = new RecordReader();
                partial.open(answer, response.valueFrom(), response.valueTo());
                return partialSuccess(answer, partial);
            }
        }
        return PartialSuccess.NONE;
    }

    private static PartialSuccess partialSuccess(byte[] answer, RecordReader partial) {
        long rejected = 0;
        String message = "";
        while (partial.next()) {
            String value = new String(answer, partial.valueFrom(), partial.valueTo() - partial.valueFrom(), UTF_8);
            if (partial.isKey(ascii("rejectedLogRecords")) && value.matches("[0-9]{1,18}")) {
                rejected = Long.parseLong(value);
            } else if (partial.isKey(ascii("errorMessage"))) {
                message = value;
            }
        }
        return new PartialSuccess(rejected, message);
    }
}
