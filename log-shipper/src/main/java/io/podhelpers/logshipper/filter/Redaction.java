package io.podhelpers.logshipper.filter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.logshipper.parse.Fields;
import io.podhelpers.logshipper.parse.Latin1View;
import io.podhelpers.runtime.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Makes parts of a line unreadable: writes over its bytes, so that every field that shows them (the request line, its
/// path, its query) shows the same. One thread.
final class Redaction {
    private static final byte MASK = '*';
    private static final String ANY_PARAMETER = "*";
    private static final String WHOLE_LINE = "line";
    private static final List<String> FIELDS_WITH_ADDRESSES =
            List.of("client.address", "http.request.header.x-forwarded-for", "body", "nginx.extra", "nginx.upstream");

    private record Rule(String field, Matcher matcher) {}

    private final boolean anonymizeIp;
    private final boolean everyParameter;
    private final List<byte[]> parameters;
    private final List<Rule> rules;
    private final Latin1View view = new Latin1View();

    /// @throws UserError if a rule is not of its form
    Redaction(FilterSettings settings) {
        this.anonymizeIp = settings.anonymizeIp();
        this.everyParameter = settings.redactQuery().contains(ANY_PARAMETER);
        this.parameters = settings.redactQuery().stream()
                .map(name -> name.toLowerCase(Locale.ROOT).getBytes(ISO_8859_1))
                .toList();
        this.rules = settings.redact().stream().map(this::rule).toList();
    }

    private Rule rule(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UserError("--redact: '" + text + "' (expected: FIELD=REGEX, such as line=[0-9]{16})");
        }
        try {
            return new Rule(
                    text.substring(0, equals),
                    Pattern.compile(text.substring(equals + 1)).matcher(view));
        } catch (PatternSyntaxException e) {
            throw new UserError("--redact: '" + text + "': " + e.getDescription() + " at " + e.getIndex(), e);
        }
    }

    void apply(Fields fields) {
        if (!parameters.isEmpty()) {
            queries(fields.bytes(), fields.lineFrom(), fields.lineTo());
        }
        for (Rule rule : rules) {
            if (rule.field().equals(WHOLE_LINE)) {
                mask(rule.matcher(), fields.bytes(), fields.lineFrom(), fields.lineTo());
                continue;
            }
            int index = fields.indexOf(rule.field());
            if (index >= 0) {
                mask(rule.matcher(), fields.bytes(), fields.from(index), fields.to(index));
            }
        }
        if (anonymizeIp) {
            for (int i = 0; i < fields.count(); i++) {
                if (FIELDS_WITH_ADDRESSES.contains(fields.name(i).name())) {
                    Addresses.anonymize(fields.bytes(), fields.from(i), fields.to(i));
                }
            }
        }
    }

    private void mask(Matcher matcher, byte[] bytes, int from, int to) {
        view.show(bytes, from, to);
        matcher.reset(view);
        while (matcher.find()) {
            Arrays.fill(bytes, from + matcher.start(), from + matcher.end(), MASK);
        }
    }

    /// Masks values of `?name=value&name=value`, wherever in the line: request, referer, a message.
    private void queries(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '?' || bytes[at] == '&') {
                int equals = nameEnd(bytes, at + 1, to);
                if (equals < to && bytes[equals] == '=' && isMeant(bytes, at + 1, equals)) {
                    Arrays.fill(bytes, equals + 1, valueEnd(bytes, equals + 1, to), MASK);
                }
            }
        }
    }

    private static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '=' && !endsValue(bytes[at])) {
            at++;
        }
        return at;
    }

    private static int valueEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !endsValue(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean endsValue(byte b) {
        return b == '&' || b == ' ' || b == '"' || b == '#' || b == '?';
    }

    private boolean isMeant(byte[] bytes, int from, int to) {
        if (everyParameter) {
            return true;
        }
        for (byte[] name : parameters) {
            if (to - from == name.length && equalsIgnoringCase(bytes, from, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equalsIgnoringCase(byte[] bytes, int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != lower[i]) {
                return false;
            }
        }
        return true;
    }
}
