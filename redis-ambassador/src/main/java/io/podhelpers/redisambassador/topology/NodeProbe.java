package io.podhelpers.redisambassador.topology;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks one server who it is. Called by one thread; never blocks.
final class NodeProbe {
    private final NodeAddress address;
    private final Line line;

    NodeProbe(NodeAddress address, Line line) {
        this.address = address;
        this.line = line;
    }

    /// One look.
    CompletableFuture<Sighting> look() {
        return line.ask(this::ask);
    }

    /// The reply to `COMMAND`.
    CompletableFuture<List<Object>> commands() {
        return line.ask(to -> Ask.forList(to, CommandType.COMMAND));
    }

    /// Who has which slots, in this node's view.
    CompletableFuture<ClusterReply> cluster() {
        return line.ask(to -> {
            CompletableFuture<String> info = Ask.forText(to, CommandType.CLUSTER, "INFO");
            return Ask.forList(to, CommandType.CLUSTER, "SLOTS")
                    .thenCombine(info, (slots, text) -> ClusterReply.parse(InfoReply.parse(text), slots, address));
        });
    }

    /// What a key holds; the empty text if it does not exist.
    CompletableFuture<String> valueOf(String key) {
        return line.ask(to -> Ask.forText(to, CommandType.GET, key)).thenApply(value -> value == null ? "" : value);
    }

    /// To be called when a look failed.
    void disconnect() {
        line.disconnect();
    }

    private CompletableFuture<Sighting> ask(StatefulRedisConnection<String, String> to) {
        CompletableFuture<InfoReply> server = Ask.forInfo(to, "server");
        long askedAt = System.nanoTime();
        CompletableFuture<Answer> ping = Ask.forText(to, CommandType.PING)
                .handle((_, problem) -> new Answer(Duration.ofNanos(System.nanoTime() - askedAt), problem != null));
        CompletableFuture<List<Object>> role = Ask.forList(to, CommandType.ROLE);
        CompletableFuture<InfoReply> replication = Ask.forInfo(to, "replication");
        return role.thenCombine(replication, (roleReply, info) -> Sighting.of(address, roleReply, info, askedAt))
                .thenCombine(ping, (sighting, answer) -> sighting.timed(answer.took, answer.busy))
                .thenCombine(server, (sighting, info) -> sighting.of(info.text("run_id")));
    }

    private record Answer(Duration took, boolean busy) {}
}
