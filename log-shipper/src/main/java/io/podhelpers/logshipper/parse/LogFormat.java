package io.podhelpers.logshipper.parse;

import io.podhelpers.logshipper.parse.FieldName.Kind;
import io.podhelpers.logshipper.parse.LogFormatCompiler.Segment;
import java.util.Arrays;
import java.util.List;

/// A `log_format` of nginx, compiled: it reads the variables between the format's literal bytes.
///
/// With `escape=default` nginx writes a quote inside a variable as `\x22` (`\"` with `escape=json`), so the first
/// quote ends a quoted
/// variable; a
/// variable before other literal text ends at the first place where that text stands whole.
public final class LogFormat implements Parser {
    private static final int TIME_LOCAL_LENGTH = 26;
    private static final int MOST_ATTEMPTS = 10_000;
    private static final byte[] QUOTED_TAIL = Bytes.ascii(" \"");

    private final String name;
    private final Literal opening;
    private final Segment[] segments;
    private final boolean tailAllowed;
    private final Escape escape;
    private final RequestLine request;
    private int attempts;
    private final byte[] goodTime = new byte[TIME_LOCAL_LENGTH];

    LogFormat(String name, Literal opening, List<Segment> segments, boolean tailAllowed, Escape escape) {
        this.escape = escape;
        this.request = RequestLine.of(escape);
        this.name = name;
        this.opening = opening;
        this.segments = segments.toArray(Segment[]::new);
        this.tailAllowed = tailAllowed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean parse(Fields fields) {
        byte[] bytes = fields.bytes();
        int to = fields.lineTo();
        int at = fields.lineFrom();
        if (!opening.beginsAt(bytes, at, to)) {
            return false;
        }
        at += opening.length();
        if (escape == Escape.NONE) {
            attempts = MOST_ATTEMPTS;
            return search(fields, 0, at);
        }
        for (Segment segment : segments) {
            int end = segment.end(bytes, at, to);
            if (end < 0 || !add(segment, fields, at, end)) {
                return false;
            }
            at = end + segment.literal().length();
        }
        return at == to || (tailAllowed && tail(fields, at, to));
    }

    /// With `escape=none` a variable may hold the text that ends it: the first way to read the whole line is taken.
    private boolean search(Fields fields, int index, int from) {
        byte[] bytes = fields.bytes();
        int to = fields.lineTo();
        if (index == segments.length) {
            return from == to || (tailAllowed && tail(fields, from, to));
        }
        Segment segment = segments[index];
        int before = fields.count();
        int end = segment.end(bytes, from, to);
        while (end >= 0 && attempts-- > 0) {
            if (add(segment, fields, from, end)
                    && search(fields, index + 1, end + segment.literal().length())) {
                return true;
            }
            fields.truncate(before);
            end = end < to ? segment.literal().indexIn(bytes, end + 1, to) : -1;
        }
        return false;
    }

    private boolean add(Segment segment, Fields fields, int from, int to) {
        FieldName field = segment.field();
        byte[] bytes = fields.bytes();
        if (escape == Escape.DEFAULT && to - from == 1 && bytes[from] == '-') {
            return true; // nginx's sign for "not there"
        }
        switch (segment.role()) {
            case IGNORED -> {}
            case REQUEST -> request.split(fields, from, to);
            case FIELD -> {
                boolean absent = from == to && escape != Escape.DEFAULT;
                if (!absent && !isOf(field.kind(), bytes, from, to)) {
                    return false;
                }
                if (from < to) {
                    fields.add(field, from, to);
                }
            }
        }
        return true;
    }

    private boolean isOf(Kind kind, byte[] bytes, int from, int to) {
        return kind == Kind.TIME_LOCAL ? isTimeLocal(bytes, from, to) : FieldShape.fits(kind, bytes, from, to);
    }

    private boolean isTimeLocal(byte[] bytes, int from, int to) {
        if (to - from != TIME_LOCAL_LENGTH) {
            return false;
        }
        if (Arrays.equals(bytes, from, to, goodTime, 0, TIME_LOCAL_LENGTH)) {
            return true;
        }
        if (!Timestamps.isTimeLocal(bytes, from)) {
            return false;
        }
        System.arraycopy(bytes, from, goodTime, 0, TIME_LOCAL_LENGTH);
        return true;
    }

    /// What a longer format than combined adds: the official image's own one ends with
    /// `"$http_x_forwarded_for"`.
    private static boolean tail(Fields fields, int from, int to) {
        byte[] bytes = fields.bytes();
        if (bytes[from] != ' ') {
            return false;
        }
        int first = from + QUOTED_TAIL.length;
        boolean oneQuoted =
                Bytes.startsWith(bytes, from, to, QUOTED_TAIL) && Bytes.indexOf(bytes, first, to, (byte) '"') == to - 1;
        if (!oneQuoted) {
            fields.add(FieldNames.EXTRA, from + 1, to);
        } else if (to - 1 - first != 1 || bytes[first] != '-') {
            fields.add(FieldNames.FORWARDED_FOR, first, to - 1);
        }
        return true;
    }
}
