package io.podhelpers.logshipper.parse;

import io.podhelpers.logshipper.parse.FieldName.Kind;
import io.podhelpers.runtime.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Compiles a `log_format` string as nginx writes it to a [LogFormat].
final class LogFormatCompiler {
    /// nginx's own `combined`.
    static final String COMBINED = "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
            + " \"$http_referer\" \"$http_user_agent\"";

    /// What is done with the bytes of a variable.
    enum Role {
        FIELD,
        REQUEST,
        /// The same value stands in the line twice.
        IGNORED
    }

    /// One variable and the literal bytes behind it (none at the end of the line).
    record Segment(FieldName field, Role role, Literal literal, boolean list, Escape escape) {
        /// Where the variable ends, or -1.
        int end(byte[] bytes, int from, int to) {
            if (literal.length() == 0) {
                return to;
            }
            int end = next(bytes, from, to);
            while (list && end >= 0 && isInsideList(bytes, end, to)) {
                end = next(bytes, end + 1, to);
            }
            return end;
        }

        private int next(byte[] bytes, int from, int to) {
            return escape == Escape.JSON
                    ? literal.indexOutsideEscapes(bytes, from, to)
                    : literal.indexIn(bytes, from, to);
        }

        /// Variables of several upstreams are lists: `a, b : c`.
        private static boolean isInsideList(byte[] bytes, int at, int to) {
            boolean behind = at > 0 && (bytes[at - 1] == ',' || bytes[at - 1] == ':') && bytes[at] == ' ';
            return behind || (at + 2 < to && bytes[at] == ' ' && bytes[at + 1] == ':' && bytes[at + 2] == ' ');
        }
    }

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
    private static final List<String> TIMES = List.of("msec", "time_iso8601", "time_local");
    private static final Map<String, FieldName> KNOWN = Map.ofEntries(
            Map.entry("remote_addr", FieldNames.CLIENT_ADDRESS),
            Map.entry("remote_user", FieldNames.USER_NAME),
            Map.entry("request_method", FieldNames.METHOD),
            Map.entry("uri", FieldNames.PATH),
            Map.entry("args", FieldNames.QUERY),
            Map.entry("query_string", FieldNames.QUERY),
            Map.entry("status", FieldNames.STATUS),
            Map.entry("body_bytes_sent", FieldNames.BODY_BYTES),
            Map.entry("bytes_sent", FieldNames.RESPONSE_BYTES),
            Map.entry("request_length", FieldNames.REQUEST_BYTES),
            Map.entry("request_time", FieldNames.REQUEST_TIME),
            Map.entry("http_referer", FieldNames.REFERER),
            Map.entry("http_user_agent", FieldNames.USER_AGENT),
            Map.entry("http_x_forwarded_for", FieldNames.FORWARDED_FOR),
            Map.entry("http_host", FieldNames.HOST));

    private LogFormatCompiler() {}

    static LogFormat combined() {
        return compile("nginx-combined", COMBINED, true);
    }

    /// @throws UserError if two variables touch, or a variable stands in the format without a name
    static LogFormat compile(String name, String text, boolean tailAllowed) {
        LogFormatDirective directive = LogFormatDirective.of(text);
        String format = directive.format();
        Escape escape = directive.escape();
        List<Segment> segments = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Matcher variable = VARIABLE.matcher(format);
        String time = TIMES.stream()
                .filter(candidate -> names(format, candidate))
                .findFirst()
                .orElse("");
        if (!variable.find()) {
            throw new UserError("log format: '" + format + "' has no variable (expected: one such as $remote_addr)");
        }
        Literal opening = new Literal(format.substring(0, variable.start()));
        boolean more = true;
        while (more) {
            String found = variable.group(1) == null ? variable.group(2) : variable.group(1);
            int end = variable.end();
            more = variable.find();
            String literal = format.substring(end, more ? variable.start() : format.length());
            if (more && literal.isEmpty()) {
                throw new UserError("log format: nothing between $" + found + " and the variable behind it (expected:"
                        + " a space, a quote or other text that tells where the first one ends)");
            }
            segments.add(segment(found, literal, seen.add(found), time, escape));
        }
        return new LogFormat(name, opening, segments, tailAllowed, escape);
    }

    private static boolean names(String format, String variable) {
        return VARIABLE.matcher(format)
                .results()
                .anyMatch(found -> found.group().replaceAll("[${}]", "").equals(variable));
    }

    private static Segment segment(String variable, String literal, boolean first, String time, Escape escape) {
        boolean list = variable.startsWith("upstream_");
        Role role = first ? variable.equals("request") ? Role.REQUEST : Role.FIELD : Role.IGNORED;
        return new Segment(escape.of(field(variable, time)), role, new Literal(literal), list, escape);
    }

    /// Whether a name is surely a variable's.
    static boolean isKnown(String variable) {
        return KNOWN.containsKey(variable)
                || TIMES.contains(variable)
                || variable.equals("request")
                || variable.startsWith("http_")
                || variable.startsWith("upstream_");
    }

    /// The field of a variable by itself: each of the times is the time.
    static FieldName ownField(String variable) {
        return field(variable, TIMES.contains(variable) ? variable : "");
    }

    /// The field of a variable.
    ///
    /// @param time the variable that is the time of the record; others are fields like any
    private static FieldName field(String variable, String time) {
        FieldName known = KNOWN.get(variable);
        if (known != null) {
            return known;
        }
        if (variable.equals(time)) {
            return switch (variable) {
                case "msec" -> FieldNames.TIME_EPOCH;
                case "time_iso8601" -> FieldNames.TIME_ISO;
                default -> FieldNames.TIME_LOCAL;
            };
        }
        if (variable.startsWith("http_")) {
            String header = variable.substring("http_".length()).replace('_', '-');
            return new FieldName("http.request.header." + header, Kind.ESCAPED_TEXT);
        }
        boolean number = variable.endsWith("_time") || variable.endsWith("_length");
        return new FieldName("nginx." + variable, number ? Kind.NUMBER_OR_TEXT : Kind.ESCAPED_TEXT);
    }
}
