package io.podhelpers.logshipper.parse;

/// Splits `GET /path?query HTTP/1.1` into its fields.
///
/// The whole is kept as well: what is no request line (TLS bytes, a probe) has nothing else. HTTP/0.9 has no
/// version.
final class RequestLine {
    private static final byte[] HTTP = Bytes.ascii("HTTP/");
    private static final int LONGEST_METHOD = 32;

    private final FieldName method;
    private final FieldName path;
    private final FieldName query;
    private final FieldName version;
    private final FieldName whole;

    RequestLine(FieldName method, FieldName path, FieldName query, FieldName version, FieldName whole) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.version = version;
        this.whole = whole;
    }

    /// For the request of an access log.
    static RequestLine of(Escape escape) {
        return new RequestLine(
                escape.of(FieldNames.METHOD),
                escape.of(FieldNames.PATH),
                escape.of(FieldNames.QUERY),
                escape.of(FieldNames.PROTOCOL_VERSION),
                escape.of(FieldNames.REQUEST));
    }

    void split(Fields fields, int from, int to) {
        if (from == to) {
            return; // a connection that ended before its request: nginx writes ""
        }
        fields.add(whole, from, to);
        byte[] bytes = fields.bytes();
        int methodEnd = methodEnd(bytes, from, to);
        if (methodEnd < 0) {
            return;
        }
        int lastSpace = lastSpace(bytes, methodEnd, to);
        boolean versioned = lastSpace > methodEnd && Bytes.startsWith(bytes, lastSpace + 1, to, HTTP);
        if (!versioned && lastSpace > methodEnd) {
            return; // spaces, but no version behind the last
        }
        int targetEnd = versioned ? lastSpace : to;
        fields.add(method, from, methodEnd);
        target(fields, methodEnd + 1, targetEnd);
        if (versioned) {
            fields.add(version, lastSpace + 1 + HTTP.length, to);
        }
    }

    private void target(Fields fields, int from, int to) {
        int mark = Bytes.indexOf(fields.bytes(), from, to, (byte) '?');
        if (mark < 0) {
            fields.add(path, from, to);
            return;
        }
        fields.add(path, from, mark);
        fields.add(query, mark + 1, to);
    }

    /// The space behind the method, or -1 if there is no method: upper-case letters, `-` and `_` as nginx
    /// allows.
    private static int methodEnd(byte[] bytes, int from, int to) {
        int end = Math.min(to, from + LONGEST_METHOD);
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (b == ' ') {
                return i > from && i + 1 < to ? i : -1;
            }
            if ((b < 'A' || b > 'Z') && b != '-' && b != '_') {
                return -1;
            }
        }
        return -1;
    }

    private static int lastSpace(byte[] bytes, int from, int to) {
        for (int i = to - 1; i > from; i--) {
            if (bytes[i] == ' ') {
                return i;
            }
        }
        return from;
    }
}
