package io.podhelpers.k8s.soak;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One connection that speaks as much RESP2 as the soak needs.
final class RedisClient implements Closeable {
    private static final int CONNECT_WITHIN = 5_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /// An error reply of the server.
    static final class ErrorReply extends IOException {
        private static final long serialVersionUID = 1;

        ErrorReply(String message) {
            super(message);
        }
    }

    RedisClient(String host, int port, Duration patience) throws IOException {
        socket.connect(new InetSocketAddress(host, port), CONNECT_WITHIN);
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// The reply as text: numbers and strings as they are, no value as `(nil)`.
    String ask(String... words) throws IOException {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            command.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        socket.getOutputStream().write(command.toString().getBytes(StandardCharsets.US_ASCII));
        return reply();
    }

    private String reply() throws IOException {
        String line = line();
        return switch (line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '-' -> throw new ErrorReply(line.substring(1));
            case '$' -> bulk(Integer.parseInt(line.substring(1)));
            default -> throw new IOException(line + " (expected: a string, a number or an error)");
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "(nil)";
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("end within a reply");
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("end of the connection");
            }
            line.append((char) next);
        }
        if (in.read() != '\n' || line.isEmpty()) {
            throw new IOException(line + " (expected: a line of RESP)");
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
