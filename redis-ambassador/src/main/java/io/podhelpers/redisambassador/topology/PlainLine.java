package io.podhelpers.redisambassador.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A blocking connection that speaks just enough RESP2 to ask a server who it is. One question at a time; may be closed
/// by any thread.
final class PlainLine implements Closeable {
    private static final int LARGEST = 1 << 20;
    private static final String NAME = "podhelpers-topology";

    private final Socket socket = new Socket();
    private final InputStream in;
    private long end;

    /// An error reply.
    record Refusal(String text) {}

    /// Connects and logs in.
    ///
    /// @param end when all has to be done, of [System#nanoTime]
    PlainLine(NodeAddress address, UpstreamAccess access, long end) throws IOException {
        this.end = end;
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), millisLeft());
            in = new BufferedInputStream(socket.getInputStream());
            logIn(access);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Gives the next questions until then, by [System#nanoTime].
    void until(long then) {
        end = then;
    }

    private void logIn(UpstreamAccess access) throws IOException {
        String password = access.currentPassword();
        if (password != null) {
            String user = access.user();
            if (user == null) {
                sendWords("AUTH", password);
            } else {
                sendWords("AUTH", user, password);
            }
            expectNoRefusal();
        }
        if (access.database() != 0) {
            sendWords("SELECT", Integer.toString(access.database()));
            expectNoRefusal();
        }
        var _ = answer("CLIENT", "SETNAME", NAME); // for who looks at the server's list; it may be forbidden
    }

    private void expectNoRefusal() throws IOException {
        if (receive() instanceof Refusal refusal) {
            throw new IOException(refusal.text);
        }
    }

    /// Sends commands together, each with its words separated by blanks.
    void send(String... commands) throws IOException {
        StringBuilder request = new StringBuilder();
        for (String command : commands) {
            append(request, command.split(" ", -1));
        }
        socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    }

    void sendWords(String... words) throws IOException {
        StringBuilder request = new StringBuilder();
        append(request, words);
        socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    }

    private static void append(StringBuilder request, String... words) {
        request.append('*').append(words.length).append("\r\n");
        for (String word : words) {
            request.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
            request.append(word).append("\r\n");
        }
    }

    Object answer(String... words) throws IOException {
        sendWords(words);
        return receive();
    }

    /// Text, a number, a list, or a [Refusal]; the empty text for nil.
    Object receive() throws IOException {
        socket.setSoTimeout(millisLeft());
        int type = in.read();
        String line = line();
        return switch (type) {
            case '+' -> line;
            case ':' -> number(line);
            case '-' -> new Refusal(line);
            case '$' -> bulk(length(line));
            case '*' -> list(length(line));
            case -1 -> throw new EOFException("closed by the server");
            default -> throw new IOException("not a Redis server: answers with " + type);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        String text = new String(in.readNBytes(length), UTF_8);
        line();
        return text;
    }

    private List<Object> list(int length) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            list.add(receive());
        }
        return list;
    }

    private static Long number(String line) throws IOException {
        try {
            return Long.valueOf(line);
        } catch (NumberFormatException e) {
            throw new IOException("not a Redis server: number '" + line + "'", e);
        }
    }

    private static int length(String line) throws IOException {
        if (!line.matches("-1|\\d{1,7}") || Integer.parseInt(line) > LARGEST) {
            throw new IOException("not a Redis server: length '" + line + "'");
        }
        return Integer.parseInt(line);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > LARGEST) {
                throw new EOFException("closed by the server");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int millisLeft() throws SocketTimeoutException {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) millis;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone either way
        }
    }
}
