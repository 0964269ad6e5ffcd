package io.podhelpers.nginxexporter.nginx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.x answers (RFC 9112) from one connection, one after the other, none larger than allowed.
///
/// Nobody is trusted: head, body and chunk sizes are bounded, and an answer shorter than announced is an error.
final class HttpResponseReader {
    private static final int BUFFER_BYTES = 4096;
    private static final int MOST_HEAD_BYTES = 16 * 1024;
    private static final int MOST_LINE_BYTES = 8 * 1024;
    private static final int NO_BODY_YET = -1;

    private final InputStream in;
    private final int mostBodyBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private int headBytes;

    HttpResponseReader(InputStream in, int mostBodyBytes) {
        this.in = in;
        this.mostBodyBytes = mostBodyBytes;
    }

    /// Nothing came: the other side had closed the connection already.
    static final class NoAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        NoAnswerException() {
            super("the connection was closed without an answer");
        }
    }

    HttpResponse read() throws IOException, ScrapeException {
        headBytes = 0;
        if (at == end && !fill()) {
            throw new NoAnswerException();
        }
        String statusLine = line();
        int status = status(statusLine);
        Map<String, String> headers = headers();
        while (status >= 100 && status < 200) {
            statusLine = line();
            status = status(statusLine);
            headers = headers();
        }
        boolean close =
                headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")
                        || statusLine.startsWith("HTTP/1.0");
        boolean chunked = headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        int length = chunked ? NO_BODY_YET : contentLength(headers);
        boolean noBody = status == 204 || status == 304;
        boolean untilEnd = !noBody && !chunked && length == NO_BODY_YET;
        return new HttpResponse(status, headers, body(noBody, chunked, length), !close && !untilEnd);
    }

    private byte[] body(boolean noBody, boolean chunked, int length) throws IOException, ScrapeException {
        if (noBody) {
            return new byte[0];
        }
        if (chunked) {
            return chunks();
        }
        return length == NO_BODY_YET ? untilEnd() : exactly(length);
    }

    private static int status(String line) throws ScrapeException {
        boolean wellFormed = line.length() >= 12
                && line.startsWith("HTTP/1.")
                && line.charAt(8) == ' '
                && (line.length() == 12 || line.charAt(12) == ' ');
        if (wellFormed) {
            try {
                int status = Integer.parseInt(line, 9, 12, 10);
                if (status >= 100) {
                    return status;
                }
            } catch (NumberFormatException e) {
                throw notHttp(line, e);
            }
        }
        throw notHttp(line, null);
    }

    private static ScrapeException notHttp(String line, @Nullable Throwable cause) {
        String shown = line.substring(0, Math.min(40, line.length())).replaceAll("[^ -~]", "?");
        return parse("got '" + shown + "' (expected: an HTTP/1.1 status line)", cause);
    }

    private Map<String, String> headers() throws IOException, ScrapeException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw parse("header line without a colon", null);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private int contentLength(Map<String, String> headers) throws ScrapeException {
        String text = headers.get("content-length");
        if (text == null) {
            return NO_BODY_YET;
        }
        try {
            long length = Long.parseLong(text);
            if (length < 0) {
                throw parse("Content-Length: " + length + " (expected: 0 or more)", null);
            }
            if (length > mostBodyBytes) {
                throw tooLarge();
            }
            return (int) length;
        } catch (NumberFormatException e) {
            throw parse("Content-Length is not a number", e);
        }
    }

    private byte[] exactly(int length) throws IOException, ScrapeException {
        byte[] body = new byte[length];
        int done = 0;
        while (done < length) {
            if (at == end && !fill()) {
                throw parse("the answer ended after " + done + " of " + length + " bytes", null);
            }
            int part = Math.min(length - done, end - at);
            System.arraycopy(buffer, at, body, done, part);
            at += part;
            done += part;
        }
        return body;
    }

    private byte[] untilEnd() throws IOException, ScrapeException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (at < end || fill()) {
            append(body, end - at);
        }
        return body.toByteArray();
    }

    private byte[] chunks() throws IOException, ScrapeException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            int left = size;
            while (left > 0) {
                if (at == end && !fill()) {
                    throw parse("the answer ended within a chunk", null);
                }
                int part = Math.min(left, end - at);
                append(body, part);
                left -= part;
            }
            if (!line().isEmpty()) {
                throw parse("a chunk is longer than it says", null);
            }
        }
        headers(); // trailers
        return body.toByteArray();
    }

    private int chunkSize() throws IOException, ScrapeException {
        headBytes = 0; // each chunk's head is bounded by itself
        String line = line();
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        try {
            long value = Long.parseLong(size, 16);
            if (value < 0) {
                throw parse("chunk size: '" + size + "' (expected: 0 or more)", null);
            }
            if (value > mostBodyBytes) {
                throw tooLarge();
            }
            return (int) value;
        } catch (NumberFormatException e) {
            throw parse("chunk size is not a number", e);
        }
    }

    private void append(ByteArrayOutputStream body, int part) throws ScrapeException {
        if (body.size() + part > mostBodyBytes) {
            throw tooLarge();
        }
        body.write(buffer, at, part);
        at += part;
    }

    private String line() throws IOException, ScrapeException {
        StringBuilder line = new StringBuilder(64);
        while (true) {
            if (at == end && !fill()) {
                throw parse("the answer ended within its head", null);
            }
            byte b = buffer[at++];
            headBytes++;
            if (headBytes > MOST_HEAD_BYTES || line.length() > MOST_LINE_BYTES) {
                throw parse("the answer's head is larger than " + MOST_HEAD_BYTES + " bytes", null);
            }
            if (b == '\n') {
                break;
            }
            line.append((char) (b & 0xff));
        }
        int length = line.length();
        if (length > 0 && line.charAt(length - 1) == '\r') {
            line.setLength(length - 1);
        }
        return line.toString();
    }

    private boolean fill() throws IOException {
        int got = in.read(buffer);
        at = 0;
        end = Math.max(got, 0);
        return got > 0;
    }

    private ScrapeException tooLarge() {
        return parse("the answer is larger than " + mostBodyBytes + " bytes", null);
    }

    private static ScrapeException parse(String message, @Nullable Throwable cause) {
        return new ScrapeException(ScrapeError.PARSE, message, cause);
    }
}
