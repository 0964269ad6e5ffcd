package io.podhelpers.redisambassador.topology;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One Sentinel: a line for questions and one on which it announces what happens. One thread; never blocks.
final class SentinelLine {
    /// A new primary; and what may go before it or follow it.
    private static final String[] CHANNELS = {
        "+switch-master", "+sdown", "-sdown", "+odown", "-odown", "+slave", "+reboot", "+convert-to-slave"
    };

    private final NodeAddress address;
    private final String master;
    private final Control control;
    private final Line line;
    private final Runnable announced;
    private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> announcements;

    SentinelLine(NodeAddress address, String master, Control control, Duration timeout, Runnable announced) {
        this.address = address;
        this.master = master;
        this.control = control;
        this.line = new Line(address, control, timeout);
        this.announced = announced;
    }

    CompletableFuture<SentinelReply> look() {
        listen();
        return line.ask(this::ask);
    }

    private CompletableFuture<SentinelReply> ask(StatefulRedisConnection<String, String> to) {
        CompletableFuture<List<Object>> primary = Ask.forList(to, CommandType.SENTINEL, "MASTER", master);
        CompletableFuture<List<Object>> replicas = Ask.forList(to, CommandType.SENTINEL, "REPLICAS", master);
        CompletableFuture<List<Object>> sentinels = Ask.forList(to, CommandType.SENTINEL, "SENTINELS", master);
        return primary.thenCompose(
                first -> replicas.thenCombine(sentinels, (second, third) -> SentinelReply.parse(first, second, third)));
    }

    /// Subscribes, unless that is done and still holds.
    private void listen() {
        CompletableFuture<StatefulRedisPubSubConnection<String, String>> current = announcements;
        if (current != null && (!current.isDone() || isOpen(current))) {
            return;
        }
        announcements = control.connectPubSub(address).thenApply(this::subscribe);
    }

    private static boolean isOpen(CompletableFuture<StatefulRedisPubSubConnection<String, String>> connection) {
        return !connection.isCompletedExceptionally() && connection.join().isOpen();
    }

    private StatefulRedisPubSubConnection<String, String> subscribe(
            StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                announced.run();
            }
        });
        var _ = connection.async().subscribe(CHANNELS);
        return connection;
    }

    void disconnect() {
        line.disconnect();
    }
}
