package io.podhelpers.nginxexporter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server on loopback or a unix socket that answers each request as the test says: well, badly, slowly or never.
public final class FakeNginx implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Behaviour behaviour;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread acceptor;
    private volatile int accepted;

    /// What happens after a request's head was read.
    @FunctionalInterface
    public interface Behaviour {
        void answer(String head, OutputStream out, FakeNginx nginx) throws IOException, InterruptedException;
    }

    private FakeNginx(ServerSocketChannel listener, Behaviour behaviour) {
        this.listener = listener;
        this.behaviour = behaviour;
        this.acceptor = Thread.ofPlatform().daemon().name("fake nginx").start(this::acceptAll);
    }

    public static FakeNginx onPort(Behaviour behaviour) throws IOException {
        return onPort(0, behaviour);
    }

    public static FakeNginx onPort(int port, Behaviour behaviour) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        return new FakeNginx(
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000), behaviour);
    }

    public static FakeNginx onSocket(Path socket, Behaviour behaviour) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return new FakeNginx(listener.bind(UnixDomainSocketAddress.of(socket)), behaviour);
    }

    /// Answers with this status page.
    public static Behaviour page(String body) {
        return (_, out, _) -> out.write(response("200 OK", body).getBytes(ISO_8859_1));
    }

    public static Behaviour raw(String response) {
        return (_, out, nginx) -> {
            out.write(response.getBytes(ISO_8859_1));
            nginx.hangUp(out);
        };
    }

    /// Takes the request and never answers.
    public static Behaviour hang() {
        return (_, _, nginx) -> nginx.closed.await();
    }

    public static String status(long active, long accepted, long handled, long requests) {
        return "Active connections: " + active + " \nserver accepts handled requests\n " + accepted + " " + handled
                + " " + requests + " \nReading: 0 Writing: 1 Waiting: " + (active - 1) + " \n";
    }

    public static String response(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nServer: nginx/1.26.3\r\nContent-Type: text/plain\r\nContent-Length: "
                + body.length() + "\r\nConnection: keep-alive\r\n\r\n" + body;
    }

    public int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    public String uri() throws IOException {
        return "http://127.0.0.1:" + port() + "/stub_status";
    }

    /// The heads of all requests so far.
    public List<String> requests() {
        return requests;
    }

    public int accepted() {
        return accepted;
    }

    public int openConnections() {
        return connections.size();
    }

    /// Waits until the server goes, for behaviours that stop in the middle.
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /// Waits, shorter when the server goes.
    public void pause(Duration duration) throws InterruptedException {
        closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void hangUp(OutputStream out) throws IOException {
        out.close();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one accepting thread
    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel channel = listener.accept();
                accepted++;
                connections.add(channel);
                Thread.ofVirtual().start(() -> serve(channel));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = Channels.newInputStream(channel);
            OutputStream out = Channels.newOutputStream(channel);
            String head = head(in);
            while (!head.isEmpty()) {
                requests.add(head);
                behaviour.answer(head, out, this);
                head = channel.isOpen() ? head(in) : "";
            }
        } catch (IOException e) {
            // the exporter hung up, or the test ended
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(channel);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        // the PROXY protocol's signature begins with an empty line
        while (head.length() <= 4 || !head.toString().endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        try {
            // one more connection may come through while the listener closes
            acceptor.join(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
