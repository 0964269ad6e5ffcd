package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.NodeTraits;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who serves which slots of a Redis Cluster: all nodes known are asked, and the newest answer counts.
///
/// The picture's primary is the first shard's: it answers what has no key. Its replicas are in the slots.
final class ClusterServers implements Scout {
    private final Crew crew;
    private final List<NodeAddress> seeds;
    private final Map<String, NodeTraits> traits;
    private final Map<NodeAddress, Picture> pictures = new HashMap<>();
    private final Map<NodeAddress, Node> lastPrimaries = new HashMap<>();
    private @Nullable ClusterReply lastReply;

    ClusterServers(UpstreamSpec.Cluster spec, Crew crew) {
        this.seeds = spec.seeds();
        this.traits = spec.traits();
        this.crew = crew;
    }

    @Override
    public Topology.Kind kind() {
        return Topology.Kind.CLUSTER;
    }

    @Override
    public Topology look(long version) {
        ClusterReply reply = newest();
        if (reply == null) {
            return new Topology(version, kind(), null, List.of(), null);
        }
        Map<NodeAddress, List<NodeAddress>> servers = reply.shards();
        Map<NodeAddress, Sighting> seen = crew.lookAt(known(reply));
        List<SlotMap.Shard> shards = new ArrayList<>();
        servers.forEach((primary, members) -> shards.add(shard(primary, members, seen)));
        pictures.keySet().retainAll(servers.keySet());
        lastPrimaries.keySet().retainAll(servers.keySet());
        SlotMap slots = new SlotMap(shards, owners(reply, List.copyOf(servers.keySet())));
        return new Topology(
                version, kind(), shards.isEmpty() ? null : shards.getFirst().primary(), List.of(), slots);
    }

    /// The answer of the node with the highest epoch, of those that think the cluster works if there are any; the last
    /// one if nobody answers.
    private @Nullable ClusterReply newest() {
        Set<NodeAddress> nodes = new LinkedHashSet<>();
        if (lastReply != null) {
            nodes.addAll(known(lastReply));
        }
        nodes.addAll(seeds);
        crew.keepOnly(nodes);
        crew.askCluster(nodes).stream()
                .filter(reply -> !reply.ranges().isEmpty())
                .max(Comparator.comparing(ClusterReply::ok).thenComparingLong(ClusterReply::epoch))
                .ifPresent(reply -> lastReply = reply);
        return lastReply;
    }

    private static Set<NodeAddress> known(ClusterReply reply) {
        Set<NodeAddress> known = new LinkedHashSet<>();
        reply.ranges().forEach(range -> known.addAll(range.servers()));
        return known;
    }

    private SlotMap.Shard shard(NodeAddress primary, List<NodeAddress> members, Map<NodeAddress, Sighting> allSeen) {
        Picture picture = pictures.computeIfAbsent(primary, _ -> new Picture(traits));
        Map<NodeAddress, Sighting> seen = new LinkedHashMap<>(allSeen);
        seen.keySet().retainAll(members);
        Set<NodeAddress> silent = new LinkedHashSet<>(members);
        silent.removeAll(seen.keySet());
        Node node = primaryNode(primary, seen.get(primary), picture);
        return new SlotMap.Shard(node, picture.replicas(node, seen.values(), silent));
    }

    private Node primaryNode(NodeAddress primary, @Nullable Sighting seen, Picture picture) {
        Node before = lastPrimaries.get(primary);
        Node node;
        if (seen != null) {
            node = picture.primary(seen);
        } else {
            node = before == null ? Node.unseen(primary, picture.traits(primary).zone()) : before.silent();
        }
        lastPrimaries.put(primary, node);
        return node;
    }

    private static short[] owners(ClusterReply reply, List<NodeAddress> shards) {
        short[] owners = new short[SlotMap.SLOTS];
        Arrays.fill(owners, (short) -1);
        for (ClusterReply.Range range : reply.ranges()) {
            int shard = range.servers().isEmpty()
                    ? -1
                    : shards.indexOf(range.servers().getFirst());
            Arrays.fill(owners, range.first(), range.last() + 1, (short) shard);
        }
        return owners;
    }

    @Override
    public List<?> commandsOf(NodeAddress address) {
        return crew.commandsOf(address);
    }

    @Override
    public String valueOf(NodeAddress address, String key) {
        return crew.valueOf(address, key);
    }

    @Override
    public Map<String, String> troubles() {
        return crew.troubles();
    }

    @Override
    public void close() {
        crew.close();
    }
}
