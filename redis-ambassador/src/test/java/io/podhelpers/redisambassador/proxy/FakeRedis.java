package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A server whose replies the test decides, in the protocol's bytes; one virtual thread a connection.
public final class FakeRedis implements AutoCloseable {
    /// Instead of a reply: the connection is closed.
    public static final String HANG_UP = "hang up";
    /// Instead of a reply: nothing.
    public static final String SILENCE = "";

    private final ServerSocket listener;
    private final Thread acceptor;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private volatile Function<String, String> replies;

    /// @param replies from a request's words, separated by blanks, to the bytes of its reply
    public FakeRedis(Function<String, String> replies) throws IOException {
        this(0, replies);
    }

    /// @param port one that another has left, or 0 for any
    public FakeRedis(int port, Function<String, String> replies) throws IOException {
        this.replies = replies;
        this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.acceptor = Thread.ofVirtual().start(this::accept);
    }

    /// Answers every request with its own words.
    public static FakeRedis echoing(String name) throws IOException {
        return new FakeRedis(request -> "+" + name + " " + request + "\r\n");
    }

    public void replies(Function<String, String> now) {
        replies = now;
    }

    public NodeAddress address() {
        return new NodeAddress("127.0.0.1", listener.getLocalPort());
    }

    /// The next request that arrived here, in the order of arrival.
    public String nextRequest() throws InterruptedException {
        String request = requests.poll(30, TimeUnit.SECONDS);
        return request == null ? "(none within 30 s)" : request;
    }

    public boolean hasNoRequest() {
        return requests.isEmpty();
    }

    public int connectionsAccepted() {
        return accepted.get();
    }

    /// Sends bytes on every connection.
    public void push(String bytes) throws IOException {
        for (Socket connection : connections) {
            connection.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                accepted.incrementAndGet();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (true) {
                String request = request(in);
                String reply;
                if (request.equals("CLIENT ID")) { // what the ambassador asks on each connection of a client's own
                    reply = ":" + connection.getPort() + "\r\n";
                } else {
                    requests.add(request);
                    reply = replies.apply(request);
                }
                if (reply.equals(HANG_UP)) {
                    return;
                }
                out.write(reply.getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            // gone
        } finally {
            connections.remove(connection);
        }
    }

    private static String request(InputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            byte[] word = in.readNBytes(length);
            if (word.length + in.readNBytes(2).length < length + 2) {
                throw new IOException("closed within a request");
            }
            words.add(new String(word, ISO_8859_1));
        }
        return String.join(" ", words);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            if (next == '\n') {
                return line.substring(0, line.length() - 1);
            }
            line.append((char) next);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            acceptor.join(); // until then the kernel still accepts
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
