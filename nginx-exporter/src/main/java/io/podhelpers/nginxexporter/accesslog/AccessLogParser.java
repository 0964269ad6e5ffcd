package io.podhelpers.nginxexporter.accesslog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.nginxexporter.accesslog.AccessLogLine.MalformedException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one datagram: the syslog header that nginx writes (RFC 3164), then a line of the access log.
///
/// Two forms of line: pairs `method=GET status=200 bytes=512 request_time=0.004 upstream_time="0.003, 0.001"` in any
/// order, and
/// nginx's own `combined`, alone or with such pairs behind it.
final class AccessLogParser {
    /// `<190>Nov 22 07:35:28 host tag: `, the host being optional (`nohostname`).
    private static final Pattern HEADER =
            Pattern.compile("<\\d{1,3}>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d (?:[^ :]+ )?[A-Za-z0-9_]{1,32}: ");
    private static final Pattern COMBINED = Pattern.compile(
            "\\S+ - .*? \\[[^]]*] \"(?:([A-Za-z]+) [^\"]*|[^\"]*)\" (\\d{3}) (\\d+|-)(?: \"[^\"]*\" \"[^\"]*\")?");
    private static final Pattern PAIR = Pattern.compile("([a-z_]+)=(?:\"([^\"]*)\"|(\\S*))");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z]{1,32}");
    private static final String NO_METHOD = "-";

    private AccessLogParser() {}

    static AccessLogLine parse(byte[] datagram, int length) throws MalformedException {
        String text = new String(datagram, 0, length, ISO_8859_1).stripTrailing();
        Matcher header = HEADER.matcher(text);
        if (!header.lookingAt()) {
            throw new MalformedException("no syslog header");
        }
        String line = text.substring(header.end());
        Map<String, String> pairs = new HashMap<>();
        Matcher combined = COMBINED.matcher(line);
        String rest = line;
        if (combined.lookingAt()) {
            pairs.put("method", combined.group(1) == null ? NO_METHOD : combined.group(1));
            pairs.put("status", combined.group(2));
            pairs.put("bytes", combined.group(3));
            rest = line.substring(combined.end());
        }
        PAIR.matcher(rest)
                .results()
                .forEach(pair ->
                        pairs.putIfAbsent(pair.group(1), pair.group(2) == null ? pair.group(3) : pair.group(2)));
        return new AccessLogLine(
                method(pairs.getOrDefault("method", "")),
                status(pairs.getOrDefault("status", "")),
                bytes(pairs.getOrDefault("bytes", "0")),
                seconds("request_time", pairs.getOrDefault("request_time", "-")),
                seconds("upstream_time", pairs.getOrDefault("upstream_time", "-")));
    }

    private static String method(String text) throws MalformedException {
        if (text.isEmpty()) {
            throw new MalformedException("no method");
        }
        return METHOD.matcher(text).matches() ? text : NO_METHOD;
    }

    private static int status(String text) throws MalformedException {
        if (!text.matches("\\d{3}")) {
            throw new MalformedException("status: '" + text + "' (expected: three digits)");
        }
        return Integer.parseInt(text);
    }

    private static long bytes(String text) throws MalformedException {
        if (text.equals("-")) {
            return 0;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new MalformedException("bytes: '" + text + "' (expected: a number)");
        }
        return Long.parseLong(text);
    }

    /// One time, or several of servers tried (`,`) and internal redirects (`:`), which add up; `-` is none.
    private static OptionalDouble seconds(String name, String text) throws MalformedException {
        double sum = 0;
        boolean any = false;
        for (String part : text.split("[,:]", -1)) {
            String time = part.strip();
            if (time.equals("-") || time.isEmpty()) {
                continue;
            }
            if (!time.matches("\\d{1,9}(\\.\\d{1,9})?")) {
                throw new MalformedException(name + ": '" + text + "' (expected: seconds)");
            }
            sum += Double.parseDouble(time);
            any = true;
        }
        return any ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }
}
