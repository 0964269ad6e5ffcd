package io.podhelpers.gitsync.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A whole answer of HTTP/1.1 that is not long.
public final class ShortAnswer {
    private static final int LONGEST_HEAD = 1 << 16;
    private static final int LONGEST_BODY = 1 << 20;
    private static final int STATUS_FROM = "HTTP/1.1 ".length();

    /// The server closed the connection, or was gone, before it said anything.
    static final class NoneException extends IOException {
        private static final long serialVersionUID = 1L;

        NoneException(Throwable cause) {
            super("no answer", cause);
        }
    }

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final boolean keepsConnection;

    private ShortAnswer(int status, Map<String, String> headers, byte[] body, boolean keepsConnection) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.keepsConnection = keepsConnection;
    }

    public int status() {
        return status;
    }

    /// The value of a header, of one that comes twice the last; empty without it.
    ///
    /// @param name in lower case
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    /// Whether another request may follow on the same connection.
    boolean keepsConnection() {
        return keepsConnection;
    }

    static ShortAnswer read(InputStream raw) throws IOException {
        Input in = new Input(raw);
        String status = in.firstLine();
        if (!status.matches("HTTP/1\\.1 [2-5]\\d\\d( .*)?")) {
            throw new IOException("the answer begins with something other than a status of HTTP/1.1");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("a header without a name");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = body(in, headers);
        boolean keeps = in.isAtEndOfBuffer()
                && !headers.getOrDefault("connection", "")
                        .toLowerCase(Locale.ROOT)
                        .contains("close");
        int code = Integer.parseInt(status.substring(STATUS_FROM, STATUS_FROM + 3));
        return new ShortAnswer(code, headers, body, keeps);
    }

    private static byte[] body(Input in, Map<String, String> headers) throws IOException {
        String coding = headers.get("transfer-encoding");
        if (coding == null) {
            return in.exactly(length(headers.getOrDefault("content-length", ""), 10));
        }
        if (!coding.equalsIgnoreCase("chunked")) {
            throw new IOException("transfer coding '" + coding + "' (expected: chunked)");
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = in.chunkSize(); size > 0; size = in.chunkSize()) {
            body.writeBytes(in.exactly(size));
            if (!in.line().isEmpty() || body.size() > LONGEST_BODY) {
                throw new IOException("a chunk that is too long");
            }
        }
        while (!in.line().isEmpty()) {
            // trailers are of no interest
        }
        return body.toByteArray();
    }

    private static int length(String text, int radix) throws IOException {
        try {
            int length = Integer.parseInt(text, radix);
            if (length >= 0 && length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("length '" + text + "' (expected: a number)", e);
        }
        throw new IOException("length " + text + " (expected: up to " + LONGEST_BODY + ")");
    }

    /// Reads what came into a buffer, from which lines and bytes are taken.
    private static final class Input {
        private final InputStream in;
        private final byte[] buffer = new byte[1 << 12];
        private int at;
        private int end;
        private int headBytes;

        Input(InputStream in) {
            this.in = in;
        }

        private int next() throws IOException {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(buffer));
                if (end == 0) {
                    throw new IOException("the answer ends early");
                }
            }
            return buffer[at++] & 0xff;
        }

        /// @throws NoneException if nothing comes
        String firstLine() throws IOException {
            try {
                end = in.read(buffer);
            } catch (SocketTimeoutException e) {
                throw e; // the server is there, and slow
            } catch (IOException e) {
                throw new NoneException(e);
            }
            if (end <= 0) {
                end = 0;
                throw new NoneException(new IOException("the connection was closed"));
            }
            return line();
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int b = next(); b != '\n'; b = next()) {
                line.append((char) b);
                if (++headBytes > LONGEST_HEAD) {
                    throw new IOException("headers of more than " + LONGEST_HEAD + " bytes");
                }
            }
            int length = line.length();
            if (length > 0 && line.charAt(length - 1) == '\r') {
                line.setLength(length - 1);
            }
            return line.toString();
        }

        int chunkSize() throws IOException {
            String line = line();
            int semicolon = line.indexOf(';');
            return length((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
        }

        byte[] exactly(int length) throws IOException {
            byte[] bytes = new byte[length];
            int buffered = Math.min(length, end - at);
            System.arraycopy(buffer, at, bytes, 0, buffered);
            at += buffered;
            if (in.readNBytes(bytes, buffered, length - buffered) < length - buffered) {
                throw new IOException("the answer ends early");
            }
            return bytes;
        }

        boolean isAtEndOfBuffer() {
            return at == end;
        }
    }
}
