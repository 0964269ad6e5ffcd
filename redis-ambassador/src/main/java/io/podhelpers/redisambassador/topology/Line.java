package io.podhelpers.redisambassador.topology;

import io.lettuce.core.api.StatefulRedisConnection;
import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A connection to one server that is kept while it answers, and made anew after a failure or when the server's name
/// has come to mean other addresses. One thread; never blocks.
final class Line {
    private final NodeAddress address;
    private final Control control;
    private final Duration timeout;
    private final NameWatch name;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;

    Line(NodeAddress address, Control control, Duration timeout) {
        this.address = address;
        this.control = control;
        this.timeout = timeout;
        this.name = new NameWatch(address.host());
    }

    /// Asks something within the timeout. Whoever sees it fail has to call [#disconnect].
    <T> CompletableFuture<T> ask(Function<StatefulRedisConnection<String, String>, CompletableFuture<T>> question) {
        if (name.meansOthersNow() || isBroken()) {
            disconnect();
        }
        CompletableFuture<StatefulRedisConnection<String, String>> connected = connection;
        if (connected == null) {
            connected = control.connect(address);
            connection = connected;
            name.remember();
        }
        return connected.thenCompose(question).orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether the other end has closed it since.
    private boolean isBroken() {
        CompletableFuture<StatefulRedisConnection<String, String>> current = connection;
        return current != null
                && current.isDone()
                && (current.isCompletedExceptionally() || !current.join().isOpen());
    }

    void disconnect() {
        CompletableFuture<StatefulRedisConnection<String, String>> old = connection;
        connection = null;
        if (old != null) {
            var _ = old.thenCompose(StatefulRedisConnection::closeAsync);
        }
    }
}
