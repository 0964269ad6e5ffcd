package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.BitSet;

/// What a bulk request's answer says about each record:
/// `{"errors":true,"items":[{"create":{"status":429,"error":{"type":"…","reason":"…"}}},…]}`. One thread.
final class BulkAnswer {
    private static final byte[] ERRORS = "errors".getBytes(US_ASCII);
    private static final byte[] ITEMS = "items".getBytes(US_ASCII);
    private static final byte[] STATUS = "status".getBytes(US_ASCII);
    private static final byte[] ERROR = "error".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final int LONGEST_MESSAGE = 300;

    private BitSet again = new BitSet();
    private BitSet refused = new BitSet();
    private String whyAgain = "";
    private String whyRefused = "";

    /// Reads an answer.
    ///
    /// @return false if it does not answer for that many records
    boolean read(byte[] json, int sent) {
        again = new BitSet();
        refused = new BitSet();
        whyAgain = "";
        whyRefused = "";
        RecordReader answer = new RecordReader();
        answer.open(json, RecordReader.skip(json, 0, json.length), json.length);
        int items = -1;
        while (answer.next()) {
            boolean allTaken = answer.isKey(ERRORS)
                    && java.util.Arrays.equals(json, answer.valueFrom(), answer.valueTo(), FALSE, 0, FALSE.length);
            if (allTaken) {
                return true;
            }
            if (answer.isKey(ITEMS)) {
                items = items(json, answer.valueFrom(), answer.valueTo());
            }
        }
        return items == sent;
    }

    private int items(byte[] json, int from, int to) {
        int count = 0;
        int at = RecordReader.skip(json, from + 1, to);
        while (at < to && json[at] == '{') {
            int end = RecordReader.valueEnd(json, at, to);
            item(json, at, end, count++);
            at = RecordReader.skip(json, end, to);
        }
        return count;
    }

    /// `{"create":{"status":201}}`
    private void item(byte[] json, int from, int to, int index) {
        RecordReader action = new RecordReader();
        action.open(json, from, to);
        int status = 0;
        String error = "";
        if (action.next()) {
            RecordReader result = new RecordReader();
            result.open(json, action.valueFrom(), action.valueTo());
            while (result.next()) {
                if (result.isKey(STATUS)) {
                    status = status(json, result);
                } else if (result.isKey(ERROR)) {
                    error = text(json, result.valueFrom(), result.valueTo());
                }
            }
        }
        judge(index, status, error);
    }

    private static int status(byte[] json, RecordReader at) {
        int status = 0;
        for (int i = at.valueFrom(); i < Math.min(at.valueTo(), at.valueFrom() + 3); i++) {
            status = status * 10 + json[i] - '0';
        }
        return status;
    }

    private void judge(int index, int status, String error) {
        boolean taken = status / 100 == 2 || status == 409; // it is there already, from an earlier attempt
        if (taken) {
            return;
        }
        // 401 and 403: a role or a full disk's write block can be mended
        boolean hopeful = status == 429 || status == 401 || status == 403 || status / 100 != 4;
        String why = ("status " + status + " " + error).strip();
        if (hopeful) {
            whyAgain = again.isEmpty() ? why : whyAgain;
            again.set(index);
        } else {
            whyRefused = refused.isEmpty() ? why : whyRefused;
            refused.set(index);
        }
    }

    private static String text(byte[] json, int from, int to) {
        return new String(json, from, Math.min(to - from, LONGEST_MESSAGE), UTF_8);
    }

    BitSet again() {
        return again;
    }

    String whyAgain() {
        return whyAgain;
    }

    BitSet refused() {
        return refused;
    }

    String whyRefused() {
        return whyRefused;
    }
}
