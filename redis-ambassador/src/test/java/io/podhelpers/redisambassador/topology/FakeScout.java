package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Servers in memory: a primary by its run id, and what its keys hold.
final class FakeScout implements Scout {
    final Map<String, String> keys = new ConcurrentHashMap<>();
    final AtomicInteger looks = new AtomicInteger();
    volatile String primary;

    FakeScout(String primary) {
        this.primary = primary;
    }

    @Override
    public Topology.Kind kind() {
        return Topology.Kind.PRIMARY_AND_REPLICAS;
    }

    @Override
    public Topology look(long version) {
        looks.incrementAndGet();
        Node node = new Node(new NodeAddress("h", 6379), primary, "", Duration.ZERO, "r", 0, 0, true);
        return new Topology(version, kind(), node, List.of(), null);
    }

    @Override
    public List<?> commandsOf(NodeAddress address) {
        return List.of("commands of " + primary);
    }

    @Override
    public String valueOf(NodeAddress address, String key) {
        return keys.getOrDefault(key, "");
    }

    @Override
    public Map<String, String> troubles() {
        return Map.of();
    }

    @Override
    public void close() {}
}
