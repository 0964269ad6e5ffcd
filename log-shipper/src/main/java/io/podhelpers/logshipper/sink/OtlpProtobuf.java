package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.util.BitSet;

/// `opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest`, written by hand from the records' own bytes.
///
/// The configured labels are the resource's attributes; `timestamp`, `severity_text` and `body` have their own
/// fields; all else is an attribute of the record. One thread.
final class OtlpProtobuf implements OtlpEncoder {
    private static final byte[] BODY = "body".getBytes(US_ASCII);
    private static final byte[] SEVERITY = "severity_text".getBytes(US_ASCII);
    private static final byte[] SCOPE_NAME = SCOPE.getBytes(US_ASCII);

    // field numbers of opentelemetry/proto/logs/v1/logs.proto and common/v1/common.proto
    private static final int RESOURCE_LOGS = 1;
    private static final int RESOURCE = 1;
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int SCOPE_LOGS = 2;
    private static final int LOG_SCOPE = 1;
    private static final int NAME = 1;
    private static final int LOG_RECORDS = 2;
    private static final int TIME = 1;
    private static final int SEVERITY_NUMBER = 2;
    private static final int SEVERITY_TEXT = 3;
    private static final int RECORD_BODY = 5;
    private static final int ATTRIBUTES = 6;
    private static final int OBSERVED_TIME = 11;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int STRING_VALUE = 1;
    private static final int INT_VALUE = 3;
    private static final int DOUBLE_VALUE = 4;

    private final Opening opening;
    private final RecordTime times;
    private final RecordReader reader = new RecordReader();
    private final Protobuf out = new Protobuf();

    /// @param labels how many fields of the configuration's own each record begins with, behind the log's path
    OtlpProtobuf(int labels, InstantSource clock) {
        this.opening = new Opening(labels + 1);
        this.times = new RecordTime(clock);
    }

    @Override
    public void encode(Records records, int first, int end) {
        times.begin(records, first);
        out.clear();
        opening.group(records, first, end, (_, members) -> resource(records, members));
    }

    private void resource(Records records, BitSet members) {
        int resourceLogs = out.begin(RESOURCE_LOGS);
        int resource = out.begin(RESOURCE);
        reader.open(records.bytes(), records.from(members.nextSetBit(0)), records.to(members.nextSetBit(0)));
        reader.next(); // the log's path is the records' own
        for (int i = 1; i < opening.fields() && reader.next(); i++) {
            attribute(RESOURCE_ATTRIBUTES, records.bytes());
        }
        out.end(resource);
        int scopeLogs = out.begin(SCOPE_LOGS);
        int scope = out.begin(LOG_SCOPE);
        out.bytes(NAME, SCOPE_NAME, 0, SCOPE_NAME.length);
        out.end(scope);
        for (int record = members.nextSetBit(0); record >= 0; record = members.nextSetBit(record + 1)) {
            logRecord(records, record);
        }
        out.end(scopeLogs);
        out.end(resourceLogs);
    }

    private void logRecord(Records records, int record) {
        byte[] bytes = records.bytes();
        int logRecord = out.begin(LOG_RECORDS);
        long time = times.sentNanos();
        reader.open(bytes, records.from(record), records.to(record));
        for (int i = 0; reader.next(); i++) {
            if (reader.isKey(RecordTime.TIMESTAMP)) {
                time = times.nanos(bytes, reader.valueFrom(), reader.valueTo());
            } else if (reader.isKey(BODY)) {
                int body = out.begin(RECORD_BODY);
                value(bytes);
                out.end(body);
            } else if (reader.isKey(SEVERITY)) {
                out.int64(SEVERITY_NUMBER, OtlpEncoder.severity(bytes, reader.valueFrom(), reader.valueTo()));
                out.bytes(SEVERITY_TEXT, bytes, reader.valueFrom(), reader.valueTo());
            } else if (i == 0 || i >= opening.fields()) {
                attribute(ATTRIBUTES, bytes);
            }
        }
        out.fixed64(TIME, time);
        out.fixed64(OBSERVED_TIME, times.sentNanos());
        out.end(logRecord);
    }

    private void attribute(int field, byte[] bytes) {
        int pair = out.begin(field);
        out.jsonString(KEY, bytes, reader.keyFrom(), reader.keyTo());
        int value = out.begin(VALUE);
        value(bytes);
        out.end(value);
        out.end(pair);
    }

    private void value(byte[] bytes) {
        int from = reader.valueFrom();
        int to = reader.valueTo();
        switch (reader.kind()) {
            case STRING -> out.jsonString(STRING_VALUE, bytes, from, to);
            case NUMBER -> {
                String digits = new String(bytes, from, to - from, US_ASCII);
                if (OtlpEncoder.isDecimal(bytes, from, to)) {
                    out.fixed64(DOUBLE_VALUE, Double.doubleToRawLongBits(Double.parseDouble(digits)));
                } else {
                    out.int64(INT_VALUE, Long.parseLong(digits));
                }
            }
            case OTHER -> out.bytes(STRING_VALUE, bytes, from, to); // JSON within, as it is
        }
    }

    @Override
    public byte[] bytes() {
        return out.bytes();
    }

    @Override
    public int length() {
        return out.length();
    }

    @Override
    public String contentType() {
        return "application/x-protobuf";
    }

    /// `ExportLogsServiceResponse { partial_success = 1 { rejected_log_records = 1, error_message = 2 } }`
    @Override
    public PartialSuccess partialSuccess(byte[] answer) {
        ProtobufReader response = new ProtobufReader(answer, 0, answer.length);
        while (response.next()) {
            if (response.field() != 1 || !response.isMessage()) {
                continue;
            }
            long rejected = 0;
            String message = "";
            ProtobufReader partial = new ProtobufReader(answer, response.from(), response.to());
            while (partial.next()) {
                if (partial.field() == 1) {
                    rejected = partial.value();
                } else if (partial.field() == 2 && partial.isMessage()) {
                    message = new String(answer, partial.from(), partial.to() - partial.from(), UTF_8);
                }
            }
            return new PartialSuccess(rejected, message);
        }
        return PartialSuccess.NONE;
    }
}
