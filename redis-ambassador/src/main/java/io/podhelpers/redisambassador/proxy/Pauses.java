package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Which servers make their clients wait because a client of ours asked them to (`CLIENT PAUSE`), and until when: until
/// then their silence is no fault.
///
/// Any loop may note one, all look; times are of [System#nanoTime].
final class Pauses {
    private final AtomicReference<Map<NodeAddress, Long>> ends = new AtomicReference<>(Map.of());

    /// A server has agreed to pause; as there, a pause that lasts is never cut short by another.
    void begin(NodeAddress server, long end) {
        ends.updateAndGet(before -> {
            Map<NodeAddress, Long> now = new HashMap<>(before);
            now.merge(server, end, (one, other) -> one - other > 0 ? one : other);
            return Map.copyOf(now);
        });
    }

    /// It has agreed to go on.
    void end(NodeAddress server, long now) {
        ends.updateAndGet(before -> {
            if (!before.containsKey(server)) {
                return before;
            }
            Map<NodeAddress, Long> after = new HashMap<>(before);
            after.put(server, now);
            return Map.copyOf(after);
        });
    }

    /// How long it has been since the server's last pause, or since then if that is less; negative while it pauses.
    long nanosAwake(NodeAddress server, long since, long now) {
        Long end = ends.get().get(server);
        return end == null ? now - since : Math.min(now - since, now - end);
    }
}
