package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.FieldName.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A JSON object a line: its members are the fields.
///
/// For `nginx-json` a member that is called like a variable of nginx gets that variable's name and type, whether nginx
/// wrote it in quotes or not; `"request"` is taken apart.
final class JsonParser implements Parser {
    private static final int MOST_KEYS = 1000;
    private static final RequestLine REQUEST = RequestLine.of(Escape.JSON);

    /// What a member is called and becomes.
    private static final class Member {
        private final byte[] key;
        private final FieldName text;
        private final FieldName other;
        private final boolean request;
        private final boolean time;

        Member(byte[] key, FieldName text, FieldName other, boolean request, boolean time) {
            this.key = key;
            this.text = text;
            this.other = other;
            this.request = request;
            this.time = time;
        }
    }

    private final String name;
    private final boolean nginx;
    private final Map<String, Member> members = new HashMap<>();
    /// The members of the last line in their order: the next line mostly has the same.
    private final Member[] expected = new Member[64];
    private boolean timed;

    JsonParser(String name, boolean nginx) {
        this.name = name;
        this.nginx = nginx;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean parse(Fields fields) {
        byte[] bytes = fields.bytes();
        int to = fields.lineTo();
        int at = JsonScanner.skipSpace(bytes, fields.lineFrom(), to);
        if (at >= to || bytes[at] != '{') {
            return false;
        }
        timed = false;
        at = JsonScanner.skipSpace(bytes, at + 1, to);
        boolean empty = at < to && bytes[at] == '}';
        int end = empty ? at : members(fields, at, to);
        return end >= 0 && JsonScanner.skipSpace(bytes, end + 1, to) == to;
    }

    /// Reads the members and gives the place of the closing brace, or -1.
    private int members(Fields fields, int from, int to) {
        byte[] bytes = fields.bytes();
        int at = from;
        for (int i = 0; at < to; i++) {
            int value = JsonScanner.keyEnd(bytes, at, to);
            int end = value < 0 ? -1 : JsonScanner.valueEnd(bytes, value, to);
            if (end < 0) {
                return -1;
            }
            add(member(i, bytes, at), fields, value, end);
            at = JsonScanner.skipSpace(bytes, end, to);
            if (at < to && bytes[at] == '}') {
                return at;
            }
            if (at >= to || bytes[at] != ',') {
                return -1;
            }
            at = JsonScanner.skipSpace(bytes, at + 1, to);
        }
        return -1;
    }

    private Member member(int index, byte[] bytes, int from) {
        int start = from + 1;
        Member guess = index < expected.length ? expected[index] : null;
        if (guess != null) {
            int end = start + guess.key.length;
            if (end < bytes.length && bytes[end] == '"' && Bytes.startsWith(bytes, start, end, guess.key)) {
                return guess;
            }
        }
        int end = JsonScanner.stringEnd(bytes, from, bytes.length) - 1;
        byte[] key = Arrays.copyOfRange(bytes, start, end);
        if (members.size() > MOST_KEYS) {
            members.clear(); // keys made of data: do not keep them all
        }
        Member member = members.computeIfAbsent(new String(key, UTF_8), text -> member(text, key));
        if (index < expected.length) {
            expected[index] = member;
        }
        return member;
    }

    private Member member(String key, byte[] raw) {
        if (nginx && (key.equals("time") || key.equals("timestamp") || key.equals("@timestamp"))) {
            return new Member(raw, FieldNames.TIME_ISO, new FieldName(key, Kind.JSON_VALUE), false, true);
        }
        if (nginx && LogFormatCompiler.isKnown(key)) {
            FieldName field = Escape.JSON.of(LogFormatCompiler.ownField(key));
            boolean time = field.name().equals("timestamp");
            FieldName other = field.kind() == Kind.JSON_TEXT ? field.as(Kind.JSON_VALUE) : field;
            return new Member(raw, field, other, key.equals("request"), time);
        }
        return new Member(raw, new FieldName(key, Kind.JSON_TEXT), new FieldName(key, Kind.JSON_VALUE), false, false);
    }

    private void add(Member member, Fields fields, int from, int end) {
        byte[] bytes = fields.bytes();
        boolean text = bytes[from] == '"';
        int start = text ? from + 1 : from;
        int to = text ? end - 1 : end;
        boolean absent = nginx && (start == to || (to - start == 1 && bytes[start] == '-'));
        if (absent || bytes[from] == 'n') {
            return;
        }
        FieldName field = text ? member.text : member.other;
        if (member.request && text) {
            REQUEST.split(fields, start, to);
            return;
        }
        if (!FieldShape.fits(field.kind(), bytes, start, to)) {
            // such as a status that is no number: the member as it stands, under its own name
            field = new FieldName(new String(member.key, UTF_8), text ? Kind.JSON_TEXT : Kind.JSON_VALUE);
        } else if (member.time) {
            if (timed) {
                field = new FieldName(
                        "nginx." + new String(member.key, UTF_8), text ? Kind.JSON_TEXT : Kind.JSON_VALUE);
            }
            timed = true;
        }
        fields.add(field, start, to);
    }
}
