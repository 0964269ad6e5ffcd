package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Reads the text of nginx's stub_status module (ngx_http_stub_status_module).
///
/// ```
/// Active connections: 291
/// server accepts handled requests
///  16630948 16630948 31070465
/// Reading: 6 Writing: 179 Waiting: 106
/// ```
///
/// Lenient in white space and line ends, and it takes Tengine's fourth column `request_time`; strict in words and
/// numbers: decimals, signs and what does not fit 63 bits are refused with the line, what was got and what was
/// expected. One use per answer.
final class StubStatusParser {
    private static final int SHOWN_BYTES = 40;

    private final byte[] text;
    private int at;
    private int line = 1;

    private StubStatusParser(byte[] text) {
        this.text = text;
    }

    /// @throws ScrapeException with cause `parse`
    static StubStatus parse(byte[] text) throws ScrapeException {
        return new StubStatusParser(text).status();
    }

    private StubStatus status() throws ScrapeException {
        words("Active", "connections:");
        long active = number();
        lineEnd();
        words("server", "accepts", "handled", "requests");
        boolean tengine = nextIs("request_time");
        if (tengine) {
            words("request_time");
        }
        lineEnd();
        long accepted = number();
        long handled = number();
        long requests = number();
        if (tengine) {
            number();
        }
        lineEnd();
        words("Reading:");
        long reading = number();
        words("Writing:");
        long writing = number();
        words("Waiting:");
        long waiting = number();
        end();
        return new StubStatus(active, accepted, handled, requests, reading, writing, waiting);
    }

    private void words(String... expected) throws ScrapeException {
        for (String word : expected) {
            skipSpaces();
            if (!nextIs(word)) {
                throw unexpected("'" + word + "'");
            }
            skipSpaces();
            at += word.length();
        }
    }

    /// Whether this word follows, whole or up to a digit (`Active connections:291` is fine).
    private boolean nextIs(String word) {
        skipSpaces();
        if (text.length - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                return false;
            }
        }
        int after = at + word.length();
        return word.endsWith(":") || after == text.length || isSpace(text[after]) || isLineEnd(text[after]);
    }

    private long number() throws ScrapeException {
        skipSpaces();
        int start = at;
        long value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            int digit = text[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                at = start;
                throw unexpected("a count up to " + Long.MAX_VALUE);
            }
            value = value * 10 + digit;
            at++;
        }
        boolean ends = at == text.length || isSpace(text[at]) || isLineEnd(text[at]);
        if (at == start || !ends) {
            at = start;
            throw unexpected("a whole number, 0 or more");
        }
        return value;
    }

    private void lineEnd() throws ScrapeException {
        skipSpaces();
        if (at == text.length || !isLineEnd(text[at])) {
            throw unexpected("the end of the line");
        }
        if (text[at] == '\r') {
            at++;
        }
        if (at < text.length && text[at] == '\n') {
            at++;
        }
        line++;
    }

    private void end() throws ScrapeException {
        while (at < text.length && (isSpace(text[at]) || isLineEnd(text[at]))) {
            at++;
        }
        if (at != text.length) {
            throw unexpected("nothing more");
        }
    }

    private void skipSpaces() {
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    private ScrapeException unexpected(String expected) {
        return new ScrapeException(
                ScrapeError.PARSE, "stub_status line " + line + ": got " + rest() + " (expected: " + expected + ")");
    }

    private String rest() {
        int end = at;
        while (end < text.length && !isLineEnd(text[end]) && end - at < SHOWN_BYTES) {
            end++;
        }
        if (end == at) {
            return at == text.length ? "the end of the answer" : "the end of the line";
        }
        return "'" + new String(text, at, end - at, US_ASCII).replaceAll("[^ -~]", "?") + "'";
    }
}
