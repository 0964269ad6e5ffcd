package io.podhelpers.nginxexporter.web;

import io.podhelpers.nginxexporter.net.ChannelSocket;
import io.podhelpers.nginxexporter.net.Watchdog;
import io.podhelpers.nginxexporter.net.Watchdog.Watch;
import io.podhelpers.runtime.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exporter's port: HTTP/1.1 over TCP and unix sockets, plain or TLS, with one virtual thread a connection.
///
/// Not the JDK's own server, as that knows no unix socket and hands each request over twice between threads. The number
/// of connections is bounded: who comes when it is reached waits in the kernel's queue.
public final class WebServer {
    private static final Logger log = LoggerFactory.getLogger(WebServer.class);
    private static final int BACKLOG = 128;
    private static final int MOST_CONNECTIONS = 512;
    private static final long HANDSHAKE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private record Bound(ListenPoint point, ServerSocketChannel channel) {}

    private final List<Bound> listeners;
    private final Optional<WebSecurity> tls;
    private final Handler handler;
    private final Watchdog watchdog;
    private final HttpDate date;
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);
    private final Map<SocketChannel, WebConnection> connections = new ConcurrentHashMap<>();
    private volatile boolean ending;

    private WebServer(
            List<Bound> listeners, Optional<WebSecurity> tls, Handler handler, Watchdog watchdog, InstantSource clock) {
        this.listeners = listeners;
        this.tls = tls;
        this.handler = handler;
        this.watchdog = watchdog;
        this.date = new HttpDate(clock);
    }

    /// Binds all addresses, or none.
    ///
    /// @param tls who holds the certificate, nothing for plain HTTP
    /// @throws io.podhelpers.runtime.UserError if one of them is in use
    public static WebServer bind(
            List<ListenPoint> points,
            Optional<WebSecurity> tls,
            Handler handler,
            Watchdog watchdog,
            InstantSource clock)
            throws IOException {
        List<Bound> listeners = new ArrayList<>();
        try {
            for (ListenPoint point : points) {
                listeners.add(new Bound(point, point.bind(BACKLOG)));
            }
        } catch (RuntimeException e) {
            for (Bound bound : listeners) {
                close(bound);
            }
            throw e;
        }
        return new WebServer(listeners, tls, handler, watchdog, clock);
    }

    public void start() {
        for (Bound bound : listeners) {
            Thread.ofPlatform().name("accept " + bound.point).start(() -> acceptAll(bound.channel));
            log.atInfo()
                    .addKeyValue("address", bound.point)
                    .addKeyValue("tls", tls.isPresent())
                    .log("listening");
        }
    }

    /// The ports that are really bound, in the order of the addresses; 0 for a unix socket.
    public List<Integer> ports() throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (Bound bound : listeners) {
            ports.add(ListenPoint.portOf(bound.channel));
        }
        return ports;
    }

    /// How many connections are open, for tests that nothing is left behind.
    public int connections() {
        return connections.size();
    }

    private void acceptAll(ServerSocketChannel listener) {
        while (awaitRoom()) {
            try {
                SocketChannel channel = listener.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            } catch (ClosedChannelException e) {
                room.release();
                return;
            } catch (IOException e) {
                room.release();
                // out of file descriptors: it may pass
                log.atWarn().setCause(e).log("cannot accept a connection");
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /// Waits until there is room for another connection.
    ///
    /// @return false when the server ends
    private boolean awaitRoom() {
        boolean got = false;
        while (!got && !ending) {
            try {
                // asked again now and then: at the end all the room is taken for good
                got = room.tryAcquire(PAUSE_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                log.atError().setCause(e).log("interrupted: this port takes no more connections");
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return got;
    }

    private void serve(SocketChannel channel) {
        try (channel;
                Watch watch = watchdog.watch(channel, System.nanoTime() + HANDSHAKE_NANOS)) {
            if (channel.getRemoteAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            WebConnection connection = connection(channel);
            connections.put(channel, connection);
            if (!ending) {
                connection.serve(watch);
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("a client's connection broke");
        } finally {
            connections.remove(channel);
            room.release();
        }
    }

    private WebConnection connection(SocketChannel channel) throws IOException {
        if (tls.isEmpty()) {
            return new WebConnection(
                    Channels.newInputStream(channel), Channels.newOutputStream(channel), handler, date);
        }
        ServerTls now = tls.get().tls();
        SSLSocket secured = now.layer(new ChannelSocket(channel));
        secured.startHandshake();
        now.checkClient(secured);
        return new WebConnection(secured.getInputStream(), secured.getOutputStream(), handler, date);
    }

    /// Takes no new request, lets those in flight finish until the deadline, then closes everything.
    ///
    /// @return whether all of them finished
    public boolean stop(Deadline deadline) throws InterruptedException {
        ending = true;
        listeners.forEach(WebServer::close);
        connections.forEach((channel, connection) -> {
            if (connection.end()) {
                close(channel);
            }
        });
        boolean finished =
                room.tryAcquire(MOST_CONNECTIONS, deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        connections.keySet().forEach(WebServer::close);
        return finished;
    }

    /// Closes the ports of a server that was never started.
    public void close() {
        listeners.forEach(WebServer::close);
    }

    private static void close(Bound bound) {
        close(bound.channel);
        if (bound.point instanceof ListenPoint.Unix unix) {
            try {
                Files.deleteIfExists(unix.socket());
            } catch (IOException e) {
                log.atWarn().addKeyValue("socket", unix.socket()).setCause(e).log("cannot remove the socket file");
            }
        }
    }

    private static void close(Closeable channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("a channel does not close");
        }
    }
}
