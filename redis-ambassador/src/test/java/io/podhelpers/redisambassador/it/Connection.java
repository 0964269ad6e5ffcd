package io.podhelpers.redisambassador.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/// A connection that speaks the protocol in bytes, so that two servers' replies can be compared byte for byte.
public final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    public Connection(String host, int port) throws IOException {
        socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public static byte[] request(List<String> words) {
        StringBuilder request = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return request.toString().getBytes(ISO_8859_1);
    }

    public void send(byte[] bytes, int from, int length) throws IOException {
        socket.getOutputStream().write(bytes, from, length);
    }

    /// Sends one request and reads its reply.
    public String ask(String... words) throws IOException {
        byte[] request = request(List.of(words));
        send(request, 0, request.length);
        return reply();
    }

    /// The bytes of the next reply.
    public String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        reply(reply);
        return reply.toString();
    }

    private void reply(StringBuilder into) throws IOException {
        String line = line();
        into.append(line).append("\r\n");
        char type = line.charAt(0);
        switch (type) {
            case '$', '=', '!' -> {
                int length = Integer.parseInt(line.substring(1));
                if (length >= 0) {
                    into.append(new String(in.readNBytes(length + 2), ISO_8859_1));
                }
            }
            case '*', '~', '>' -> elements(Integer.parseInt(line.substring(1)), into);
            case '%' -> elements(2 * Integer.parseInt(line.substring(1)), into);
            default -> {}
        }
    }

    private void elements(int count, StringBuilder into) throws IOException {
        for (int i = 0; i < count; i++) {
            reply(into);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after '" + line + "'");
            }
            line.append((char) next);
        }
        in.read();
        return line.toString();
    }

    /// What comes until the server closes.
    public String toEnd() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
