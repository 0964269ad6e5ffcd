package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.JsonBuffer;

/// Writes records as messages of RFC 5424: `<PRI>1 TIME HOST APP PROCID - - {"body":…}`, the record itself being the
/// message. One thread.
final class SyslogMessages {
    private static final byte[] SEVERITY = "severity_text".getBytes(US_ASCII);
    private static final byte[] PROCESS = "process.pid".getBytes(US_ASCII);
    private static final int INFORMATIONAL = 6;
    private static final int LONGEST_TIME = 40;

    private final int facility;
    private final byte[] sender;
    private final RecordReader reader = new RecordReader();
    private final JsonBuffer message = new JsonBuffer(4096);

    SyslogMessages(int facility, String host, String application) {
        this.facility = facility;
        this.sender = (' ' + printable(host, 255) + ' ' + printable(application, 48) + ' ').getBytes(US_ASCII);
    }

    /// Header fields are printable ASCII of limited length.
    private static String printable(String text, int most) {
        String clean = text.replaceAll("[^\\x21-\\x7e]", "_");
        String cut = clean.substring(0, Math.min(most, clean.length()));
        return cut.isEmpty() ? "-" : cut;
    }

    /// One message; valid until the next call.
    JsonBuffer of(Records records, int record) {
        byte[] bytes = records.bytes();
        int timeFrom = -1;
        int timeTo = -1;
        int pidFrom = -1;
        int pidTo = -1;
        int severity = INFORMATIONAL;
        reader.open(bytes, records.from(record), records.to(record));
        while (reader.next()) {
            if (reader.isKey(RecordTime.TIMESTAMP)) {
                timeFrom = reader.valueFrom();
                timeTo = reader.valueTo();
            } else if (reader.isKey(SEVERITY)) {
                severity = severity(bytes, reader.valueFrom(), reader.valueTo());
            } else if (reader.isKey(PROCESS)) {
                pidFrom = reader.valueFrom();
                pidTo = reader.valueTo();
            }
        }
        message.truncate(0);
        message.put(('<' + Integer.toString(facility * 8 + severity) + ">1 ").getBytes(US_ASCII));
        orNil(bytes, timeFrom, timeTo);
        message.put(sender);
        orNil(bytes, pidFrom, pidTo);
        message.put(" - - ".getBytes(US_ASCII));
        message.put(bytes, records.from(record), records.to(record) - 1);
        return message;
    }

    private void orNil(byte[] bytes, int from, int to) {
        if (from < 0 || to - from > LONGEST_TIME || from == to) {
            message.put('-');
        } else {
            message.put(bytes, from, to);
        }
    }

    /// nginx has syslog's own levels.
    private static int severity(byte[] bytes, int from, int to) {
        return switch (new String(bytes, from, to - from, UTF_8)) {
            case "emerg" -> 0;
            case "alert" -> 1;
            case "crit" -> 2;
            case "error" -> 3;
            case "warn" -> 4;
            case "notice" -> 5;
            case "debug" -> 7;
            default -> INFORMATIONAL;
        };
    }
}
