package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.testcontainers.FreePorts;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// An HTTP receiver of our own that reads requests strictly, fails as it is told, and keeps every record that
/// it took.
final class StrictReceiver implements AutoCloseable {
    /// What becomes of a request.
    enum Mood {
        TAKE,
        /// 503.
        UNAVAILABLE,
        /// 429 with `Retry-After: 1`.
        TOO_MANY,
        /// 400.
        REFUSE,
        /// 413 for more than one record.
        TOO_LARGE,
        /// Reads the request, keeps it, and closes without an answer.
        LOSE_ANSWER,
        /// Closes in the middle of the body.
        CLOSE_IN_BODY,
        /// Reads the request and never answers.
        HANG,
        /// Accepts the connection and reads nothing.
        DO_NOT_READ,
        /// Answers what is no HTTP.
        BABBLE
    }

    private final InetAddress address;
    private final int port;
    private @Nullable ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Queue<String> records = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Mood mood = Mood.TAKE;

    StrictReceiver() throws IOException {
        this(InetAddress.getLoopbackAddress());
    }

    /// @param address where to listen: containers reach this machine at its bridge's address
    StrictReceiver(InetAddress address) throws IOException {
        this.address = address;
        port = FreePorts.next(address);
        accept();
    }

    void accept() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(address, port));
        server = socket;
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    open.add(client);
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    /// Nobody listens any more: connections are refused.
    void refuse() throws IOException {
        ServerSocket socket = server;
        if (socket != null) {
            socket.close();
        }
        for (Socket client : open) {
            client.close();
        }
    }

    void be(Mood next) {
        mood = next;
    }

    String url() {
        return url(address.getHostAddress());
    }

    String url(String host) {
        return "http://" + host + ":" + port + "/lines?from=test";
    }

    /// How often somebody tried.
    int requests() {
        return requests.get();
    }

    List<String> records() {
        return List.copyOf(records);
    }

    int count() {
        return records.size();
    }

    /// What was wrong with requests; empty unless the sender has a fault.
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(60_000);
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (request(client, in)) {
                // the next one
            }
        } catch (IOException e) {
            // the other side went away, or a mood closed it
        } finally {
            open.remove(client);
        }
    }

    private boolean request(Socket client, InputStream in) throws IOException {
        if (mood == Mood.DO_NOT_READ) {
            requests.incrementAndGet();
            waitForEnd(client);
            return false;
        }
        String requestLine = line(in);
        if (requestLine.isEmpty()) {
            return false;
        }
        requests.incrementAndGet();
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(": ");
            expect(colon > 0, "header: " + header);
            String before =
                    headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 2));
            expect(before == null, "header twice: " + header);
        }
        expect(requestLine.equals("POST /lines?from=test HTTP/1.1"), "request line: " + requestLine);
        expect(headers.containsKey("host"), "no host");
        int length = Integer.parseInt(headers.getOrDefault("content-length", "-1"));
        expect(length > 0, "content-length: " + length);
        Mood now = mood;
        if (now == Mood.CLOSE_IN_BODY) {
            in.readNBytes(length / 2);
            return false;
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            return false; // the sender was killed
        }
        List<String> lines = lines(headers, body);
        return answer(now, client, lines);
    }

    private boolean answer(Mood now, Socket client, List<String> lines) throws IOException {
        switch (now) {
            case TAKE -> {
                records.addAll(lines);
                write(client, "HTTP/1.1 204 No Content\r\n\r\n");
            }
            case LOSE_ANSWER -> {
                records.addAll(lines);
                return false;
            }
            case UNAVAILABLE -> write(client, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy");
            case TOO_MANY -> write(client, "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
            case REFUSE ->
                write(client, "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nno!\r\n0\r\n\r\n");
            case TOO_LARGE -> {
                boolean fits = lines.size() == 1;
                if (fits) {
                    records.addAll(lines);
                }
                write(client, "HTTP/1.1 " + (fits ? "200 OK" : "413 Too Large") + "\r\nContent-Length: 0\r\n\r\n");
            }
            case HANG -> {
                waitForEnd(client);
                return false;
            }
            case BABBLE -> {
                write(client, "SSH-2.0-OpenSSH_9.9\r\n");
                return false;
            }
            case CLOSE_IN_BODY, DO_NOT_READ -> throw new IllegalStateException("decided before the body");
        }
        return true;
    }

    /// Reads nothing until somebody closes the socket.
    private static void waitForEnd(Socket client) throws IOException {
        while (!client.isClosed()) {
            LockSupport.parkNanos(20_000_000);
        }
        throw new EOFException();
    }

    private List<String> lines(Map<String, String> headers, byte[] body) throws IOException {
        byte[] plain = body;
        if ("gzip".equals(headers.get("content-encoding"))) {
            plain = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        String text = new String(plain, UTF_8);
        expect(Arrays.equals(text.getBytes(UTF_8), plain), "not UTF-8");
        List<String> lines = new ArrayList<>();
        String type = headers.getOrDefault("content-type", "");
        if (type.equals("application/json")) {
            expect(text.startsWith("[{") && text.endsWith("}]"), "not an array");
            text.substring(1, text.length() - 1).replace("},{", "}\n{").lines().forEach(lines::add);
        } else {
            expect(type.equals("application/x-ndjson"), "content type: " + type);
            expect(text.endsWith("\n"), "no line end at the end");
            text.lines().forEach(lines::add);
        }
        lines.forEach(line -> expect(line.startsWith("{") && line.endsWith("}"), "not an object: " + line));
        return lines;
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    private static void write(Socket client, String answer) throws IOException {
        client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            if (b != '\r') {
                line.write(b);
            }
            b = in.read();
        }
        return line.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        refuse();
    }
}
