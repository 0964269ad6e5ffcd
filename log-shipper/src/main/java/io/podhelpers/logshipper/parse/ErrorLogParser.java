package io.podhelpers.logshipper.parse;

/// nginx's `error.log`: `2026/11/22 07:35:01 [error] 31#31: *7 open() "/x" failed (2: No such file or
/// directory),
/// client: 10.0.0.1, server: localhost, request: "GET /x HTTP/1.1", host: "localhost"`.
///
/// nginx writes the request unescaped, so its value ends at the last quote before the next known name.
final class ErrorLogParser implements Parser {
    private static final RequestLine REQUEST = new RequestLine(
            FieldNames.ERROR_METHOD,
            FieldNames.ERROR_PATH,
            FieldNames.ERROR_QUERY,
            FieldNames.ERROR_PROTOCOL_VERSION,
            FieldNames.ERROR_REQUEST);

    /// A name as it stands in the line; nginx writes them in this order.
    private record Part(Literal opening, FieldName field, boolean quoted) {}

    private static final Part[] PARTS = {
        part(", client: ", FieldNames.ERROR_CLIENT, false),
        part(", server: ", FieldNames.ERROR_SERVER, false),
        part(", request: \"", FieldNames.ERROR_REQUEST, true),
        part(", subrequest: \"", FieldNames.ERROR_SUBREQUEST, true),
        part(", upstream: \"", FieldNames.ERROR_UPSTREAM, true),
        part(", host: \"", FieldNames.ERROR_HOST, true),
        part(", referrer: \"", FieldNames.ERROR_REFERER, true),
    };

    private static Part part(String opening, FieldName field, boolean quoted) {
        return new Part(new Literal(opening), field, quoted);
    }

    @Override
    public String name() {
        return "nginx-error";
    }

    @Override
    public boolean parse(Fields fields) {
        byte[] bytes = fields.bytes();
        int from = fields.lineFrom();
        int to = fields.lineTo();
        if (!Timestamps.isErrorTime(bytes, from, to)) {
            return false;
        }
        int timeEnd = from + TimeCache.errorTimeLength();
        fields.add(FieldNames.TIME_ERROR_LOG, from, timeEnd);
        int message = head(fields, timeEnd, to);
        if (message < 0) {
            return false;
        }
        int messageEnd = nextPart(bytes, message, to, 0);
        fields.add(FieldNames.BODY, message, messageEnd);
        parts(fields, messageEnd, to);
        return true;
    }

    /// Reads ` [level] pid#tid: *cid ` and gives the place behind it, or -1.
    private static int head(Fields fields, int from, int to) {
        byte[] bytes = fields.bytes();
        int levelEnd = Bytes.indexOf(bytes, from, to, (byte) ']');
        if (levelEnd < 0 || !Bytes.startsWith(bytes, from, to, Bytes.ascii(" ["))) {
            return -1;
        }
        int pid = levelEnd + 2;
        int hash = Bytes.indexOf(bytes, pid, to, (byte) '#');
        int colon = hash < 0 ? -1 : Bytes.indexOf(bytes, hash, to, (byte) ':');
        if (colon < 0 || !Bytes.areDigits(bytes, pid, hash) || !Bytes.areDigits(bytes, hash + 1, colon)) {
            return -1;
        }
        fields.add(FieldNames.SEVERITY, from + 2, levelEnd);
        fields.add(FieldNames.PID, pid, hash);
        fields.add(FieldNames.THREAD, hash + 1, colon);
        return connection(fields, Math.min(colon + 2, to), to);
    }

    private static int connection(Fields fields, int from, int to) {
        byte[] bytes = fields.bytes();
        if (from == to || bytes[from] != '*') {
            return from;
        }
        int space = Bytes.indexOf(bytes, from, to, (byte) ' ');
        if (space < 0 || !Bytes.areDigits(bytes, from + 1, space)) {
            return from;
        }
        fields.add(FieldNames.CONNECTION, from + 1, space);
        return space + 1;
    }

    private static void parts(Fields fields, int from, int to) {
        byte[] bytes = fields.bytes();
        int at = from;
        for (int i = 0; i < PARTS.length; i++) {
            Part part = PARTS[i];
            if (!part.opening().beginsAt(bytes, at, to)) {
                continue;
            }
            int value = at + part.opening().length();
            int end = nextPart(bytes, value, to, i + 1);
            int valueEnd = part.quoted() && end > value && bytes[end - 1] == '"' ? end - 1 : end;
            add(fields, part, value, valueEnd);
            at = end;
        }
    }

    private static void add(Fields fields, Part part, int from, int to) {
        if (part.field() == FieldNames.ERROR_REQUEST) {
            REQUEST.split(fields, from, to);
        } else if (from < to) {
            fields.add(part.field(), from, to);
        }
    }

    /// Where the next known name begins, or the end of the line.
    private static int nextPart(byte[] bytes, int from, int to, int firstPart) {
        int at = Bytes.indexOf(bytes, from, to, (byte) ',');
        while (at >= 0) {
            for (int i = firstPart; i < PARTS.length; i++) {
                if (PARTS[i].opening().beginsAt(bytes, at, to)) {
                    return at;
                }
            }
            at = Bytes.indexOf(bytes, at + 1, to, (byte) ',');
        }
        return to;
    }
}
