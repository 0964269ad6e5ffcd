package io.podhelpers.nginxexporter.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the heads of HTTP/1.x requests (RFC 9112) from one connection, and skips their bodies.
final class RequestReader {
    private static final int FIRST_BUFFER_BYTES = 1024;
    private static final int MOST_HEAD_BYTES = 16 * 1024;
    private static final int MOST_BODY_BYTES = 64 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int start;
    private int end;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /// The next request, or nothing when the client has closed the connection between two.
    Optional<Request> next() throws IOException, BadRequestException {
        int scanned = start;
        while (true) {
            int headEnd = headEnd(scanned);
            if (headEnd >= 0) {
                Request request = parse(new String(buffer, start, headEnd - start, ISO_8859_1));
                start = headEnd;
                return Optional.of(request);
            }
            scanned = Math.max(start, end - 3);
            scanned -= makeRoom();
            if (end == buffer.length) {
                throw new BadRequestException(431, "the request's head is larger than " + MOST_HEAD_BYTES + " bytes");
            }
            if (!fill()) {
                if (start == end) {
                    return Optional.empty();
                }
                throw new IOException("the client closed the connection within a request");
            }
        }
    }

    /// Reads past the request's body, so that the next head is found.
    ///
    /// @return false if that is not worth it: the connection has to be closed
    boolean skipBody(Request request) throws IOException {
        long left = request.contentLength();
        if (left < 0 || left > MOST_BODY_BYTES) {
            return false;
        }
        while (left > 0) {
            if (start == end) {
                makeRoom();
                if (!fill()) {
                    return false;
                }
            }
            int part = (int) Math.min(left, end - start);
            start += part;
            left -= part;
        }
        return true;
    }

    /// The index behind the empty line, or -1.
    private int headEnd(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] != '\n') {
                continue;
            }
            if (i + 1 < end && buffer[i + 1] == '\n') {
                return i + 2;
            }
            if (i + 2 < end && buffer[i + 1] == '\r' && buffer[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    /// Moves what is unread to the front and grows the buffer when it is full.
    ///
    /// @return by how much it was moved
    private int makeRoom() {
        int moved = start;
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length && end < MOST_HEAD_BYTES) {
            buffer = Arrays.copyOf(buffer, Math.min(MOST_HEAD_BYTES, 2 * buffer.length));
        }
        return moved;
    }

    private boolean fill() throws IOException {
        int got = in.read(buffer, end, buffer.length - end);
        end += Math.max(got, 0);
        return got > 0;
    }

    private static Request parse(String head) throws BadRequestException {
        String[] lines = head.split("\r?\n");
        String[] requestLine = lines.length == 0 ? new String[0] : lines[0].split(" ");
        if (requestLine.length != 3) {
            throw new BadRequestException(400, "not an HTTP request");
        }
        String version = requestLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new BadRequestException(505, "HTTP/1.1 is spoken here");
        }
        Map<String, String> headers = headers(lines);
        String target = pathOf(requestLine[1]);
        int question = target.indexOf('?');
        return new Request(
                requestLine[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                keepsAlive(version, headers),
                contentLength(headers));
    }

    private static Map<String, String> headers(String[] lines) throws BadRequestException {
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0 || lines[i].charAt(colon - 1) == ' ') {
                throw new BadRequestException(400, "malformed header");
            }
            headers.merge(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip(),
                    (first, more) -> first + ", " + more);
        }
        return headers;
    }

    /// The origin form of a target that may be absolute (`GET http://host/metrics`).
    private static String pathOf(String target) throws BadRequestException {
        int scheme = target.indexOf("://");
        if (target.startsWith("/")) {
            return target;
        }
        if (scheme < 0) {
            throw new BadRequestException(400, "malformed request target");
        }
        int slash = target.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private static boolean keepsAlive(String version, Map<String, String> headers) {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        return version.equals("HTTP/1.1") ? !connection.contains("close") : connection.contains("keep-alive");
    }

    private static long contentLength(Map<String, String> headers) throws BadRequestException {
        if (headers.containsKey("transfer-encoding")) {
            return -1;
        }
        String text = headers.get("content-length");
        if (text == null) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new BadRequestException(400, "malformed Content-Length");
        }
    }
}
