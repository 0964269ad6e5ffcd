package io.podhelpers.redisambassador.shards;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The protocol in its plainest form: text is bytes, one character each; pipelines by hand.
public final class RawRedis implements Closeable {
    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    public RawRedis(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setSoTimeout(60_000);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /// Tries again for a while when nobody listens yet.
    static RawRedis connectPatiently(String host, int port) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return new RawRedis(host, port);
            } catch (ConnectException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }

    public Object call(String... arguments) throws IOException {
        send(arguments);
        return receive();
    }

    void send(String... arguments) throws IOException {
        out.write(("*" + arguments.length + "\r\n").getBytes(ISO_8859_1));
        for (String argument : arguments) {
            out.write(("$" + argument.length() + "\r\n" + argument + "\r\n").getBytes(ISO_8859_1));
        }
    }

    /// Text, a number or a list; an error throws.
    Object receive() throws IOException {
        out.flush();
        return read();
    }

    private Object read() throws IOException {
        int type = in.read();
        String line = line();
        return switch (type) {
            case '+' -> line;
            case ':' -> Long.parseLong(line);
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> list(Integer.parseInt(line));
            case -1 -> throw new EOFException("closed by the server");
            default -> throw new IOException("error reply: " + (char) type + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "(nil)";
        }
        byte[] bytes = in.readNBytes(length);
        line();
        return new String(bytes, ISO_8859_1);
    }

    private List<Object> list(int length) throws IOException {
        List<Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(read());
        }
        return list;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r' && next != -1; next = in.read()) {
            line.append((char) next);
        }
        in.read(); // the line feed
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
