package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// A client that sends and expects bytes.
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// A request of these words, which are separated by single blanks.
    public static String request(String line) {
        StringBuilder request = new StringBuilder();
        String[] words = line.split(" ", -1);
        request.append('*').append(words.length).append("\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return request.toString();
    }

    /// Sends requests in one piece.
    public RawClient send(String... lines) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            all.append(request(line));
        }
        return sendBytes(all.toString());
    }

    public RawClient sendBytes(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    /// Waits for exactly these bytes.
    public RawClient expect(String bytes) throws IOException {
        assertThat(read(bytes.length())).isEqualTo(bytes);
        return this;
    }

    public String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return line + "(closed)";
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 2);
    }

    private String read(int length) throws IOException {
        StringBuilder got = new StringBuilder();
        try {
            while (got.length() < length) {
                int next = in.read();
                if (next < 0) {
                    return got + "(closed)";
                }
                got.append((char) next);
            }
        } catch (SocketTimeoutException e) {
            return got + "(timeout)";
        }
        return got.toString();
    }

    /// Waits until the other side closes, and returns what came before that.
    public String readToEnd() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
