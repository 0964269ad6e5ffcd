package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks one server who it is, on a connection that is kept while it answers, and made anew when the server has closed
/// it
/// or its name has come to mean other addresses. One question at a time; may be closed by any thread.
final class PlainProbe implements AutoCloseable {
    private final NodeAddress address;
    private final UpstreamAccess access;
    private final NameWatch name;
    private volatile @Nullable PlainLine line;
    private volatile boolean closed;

    PlainProbe(NodeAddress address, UpstreamAccess access) {
        this.address = address;
        this.access = access;
        this.name = new NameWatch(address.host());
    }

    /// One look.
    ///
    /// @param end when the answers must be there, by [System#nanoTime]
    /// @throws IOException if they are not; the probe is of no use any more
    Sighting look(long end) throws IOException {
        return ask(this::look, end);
    }

    private Sighting look(PlainLine to) throws IOException {
        long askedAt = System.nanoTime();
        to.send("PING", "ROLE", "INFO replication", "INFO server");
        boolean busy = to.receive() instanceof PlainLine.Refusal;
        Duration latency = Duration.ofNanos(System.nanoTime() - askedAt);
        Object role = allowed(to.receive());
        InfoReply replication = InfoReply.parse(String.valueOf(allowed(to.receive())));
        InfoReply server = InfoReply.parse(String.valueOf(allowed(to.receive())));
        if (!(role instanceof List<?> parts)) {
            throw new IOException("the role is: " + role + " (expected: a list)");
        }
        return Sighting.of(address, parts, replication, askedAt)
                .timed(latency, busy)
                .of(server.text("run_id"));
    }

    /// What a key holds; the empty text if it does not exist.
    String valueOf(String key, long end) throws IOException {
        return String.valueOf(allowed(ask(to -> to.answer("GET", key), end)));
    }

    private static Object allowed(Object reply) throws IOException {
        if (reply instanceof PlainLine.Refusal refusal) {
            throw new IOException(refusal.text());
        }
        return reply;
    }

    /// The reply to `COMMAND`.
    List<?> commands(long end) throws IOException {
        return ask(to -> to.answer("COMMAND"), end) instanceof List<?> commands ? commands : List.of();
    }

    private interface Question<T> {
        T to(PlainLine server) throws IOException;
    }

    private <T> T ask(Question<T> question, long end) throws IOException {
        PlainLine known = line;
        if (known != null && !name.meansOthersNow()) {
            try {
                known.until(end);
                return question.to(known);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException _) {
                // closed by the server since the last question: that says nothing about the server as it is now
            }
        }
        if (known != null) {
            known.close();
        }
        return question.to(connect(end));
    }

    private PlainLine connect(long end) throws IOException {
        PlainLine fresh = new PlainLine(address, access, end);
        line = fresh;
        name.remember();
        if (closed) { // given up while it connected
            fresh.close();
        }
        return fresh;
    }

    @Override
    public void close() {
        closed = true;
        PlainLine known = line;
        if (known != null) {
            known.close();
        }
    }
}
