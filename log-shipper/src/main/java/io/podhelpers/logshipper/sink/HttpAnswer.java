package io.podhelpers.logshipper.sink;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The answer to one request (RFC 9112), read strictly: what is not understood ends the connection.
final class HttpAnswer {
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_MESSAGE = 300;
    private static final long MOST_BODY = 16 * 1024 * 1024;

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean reusable;

    private HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean reusable) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.reusable = reusable;
    }

    /// One of 200..599.
    int status() {
        return status;
    }

    /// By lower-case name.
    Map<String, String> headers() {
        return headers;
    }

    /// The first bytes of the body.
    byte[] body() {
        return body;
    }

    /// Whether the connection may carry another request.
    boolean reusable() {
        return reusable;
    }

    /// @throws IOException if it is no answer, or ends before its end
    static HttpAnswer read(InputStream in, int bodyKept) throws IOException {
        String statusLine = line(in);
        int status = status(statusLine);
        Map<String, String> headers = headers(in);
        if (status < 200) {
            return read(in, bodyKept); // 100 Continue and its kind announce another
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean delimited = body(in, status, headers, body, bodyKept);
        boolean closing =
                headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")
                        || statusLine.startsWith("HTTP/1.0");
        return new HttpAnswer(status, headers, body.toByteArray(), delimited && !closing);
    }

    /// Status and first words of the body, for messages.
    String told() {
        String text = new String(body, 0, Math.min(body.length, LONGEST_MESSAGE), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "status " + status : "status " + status + ": " + text.replaceAll("\\s+", " ");
    }

    private static int status(String line) throws IOException {
        boolean whole = line.length() >= 12 && line.startsWith("HTTP/1.") && line.charAt(8) == ' ';
        if (!whole || !line.substring(9, 12).chars().allMatch(Character::isDigit)) {
            throw new IOException("status line: '" + line + "' (expected: such as HTTP/1.1 200 OK)");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        String line = line(in);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MOST_HEADERS) {
                throw new IOException(
                        "header: '" + line + "' (expected: at most " + MOST_HEADERS + " such as Name: value)");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line(in);
        }
        return headers;
    }

    /// @return whether the end of the body is told by something else than the end of the connection
    private static boolean body(
            InputStream in, int status, Map<String, String> headers, ByteArrayOutputStream body, int kept)
            throws IOException {
        if (status == 204 || status == 304) {
            return true;
        }
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            long chunk = chunkLength(line(in));
            while (chunk > 0) {
                take(in, chunk, body, kept);
                line(in);
                chunk = chunkLength(line(in));
            }
            headers(in); // trailers
            return true;
        }
        String length = headers.get("content-length");
        if (length == null) {
            return false;
        }
        take(in, number(length, 10), body, kept);
        return true;
    }

    private static long chunkLength(String line) throws IOException {
        int extension = line.indexOf(';');
        return number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long length = Long.parseLong(text, radix);
            if (length >= 0 && length <= MOST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("length: '" + text + "' (expected: a number)", e);
        }
        throw new IOException("length: " + text + " (expected: 0.." + MOST_BODY + ")");
    }

    private static void take(InputStream in, long length, ByteArrayOutputStream body, int kept) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length, LONGEST_LINE)];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("the answer ended " + left + " bytes before its end");
            }
            body.write(buffer, 0, Math.min(read, kept - body.size()));
            left -= read;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new EOFException("the connection was closed before the answer was whole");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("answer line: longer than " + LONGEST_LINE + " bytes");
            }
            line.append((char) b);
            b = in.read();
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }
}
