package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.runtime.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The replicas of each shard, as its server tells by `ROLE` while it is well. Only touched on its event loop.
final class ShardReplicas {
    private static final long EVERY_NANOS = 1_000_000_000;

    /// A replica in the reply: its host, its port, its offset.
    private static final Pattern REPLICA = Pattern.compile(
            "\\*3\\r\\n\\$\\d+\\r\\n([^\\r]+)\\r\\n\\$\\d+\\r\\n(\\d{1,5})\\r\\n\\$\\d+\\r\\n\\d+\\r\\n");

    private final Lane lane;
    private final List<NodeAddress> shards;
    private final List<List<NodeAddress>> replicas = new ArrayList<>();
    private long askedAt;

    ShardReplicas(Lane lane, List<NodeAddress> shards) {
        this.lane = lane;
        this.shards = shards;
        shards.forEach(_ -> replicas.add(List.of()));
        this.askedAt = System.nanoTime() - EVERY_NANOS;
    }

    /// Asks those that are well, from time to time.
    void ask(long now, SessionState session) {
        if (now - askedAt < EVERY_NANOS) {
            return;
        }
        askedAt = now;
        for (int shard = 0; shard < shards.size(); shard++) {
            Backend backend = lane.backends().shared(session.on(shards.get(shard)), CommandCounts.Route.SHARD);
            if (backend != null) {
                ask(shard, backend);
            }
        }
    }

    private void ask(int shard, Backend backend) {
        ByteBuf request = Unpooled.buffer(16);
        Encode.request(request, "ROLE");
        backend.tally().sent(CommandNames.UNKNOWN);
        backend.send(request, 0, request.readableBytes(), new CollectedReply(1, reply -> heard(shard, reply), _ -> {}));
    }

    private void heard(int shard, ByteBuf reply) {
        String text = reply.toString(ISO_8859_1);
        if (!text.startsWith("*3\r\n$6\r\nmaster\r\n")) {
            return;
        }
        List<NodeAddress> named = new ArrayList<>();
        Matcher replica = REPLICA.matcher(text);
        while (replica.find()) {
            try {
                named.add(new NodeAddress(replica.group(1), Integer.parseInt(replica.group(2))));
            } catch (UserError _) {
                // port 0: one that has not told its port yet
            }
        }
        replicas.set(shard, List.copyOf(named));
    }

    /// A replica of the shard that is not known to be away.
    @Nullable
    NodeAddress of(int shard) {
        for (NodeAddress replica : replicas.get(shard)) {
            if (!lane.backends().isAvoided(replica)) {
                return replica;
            }
        }
        return null;
    }
}
