package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.topology.Node;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The servers in a topology, of all shards if it is a cluster's.
final class Servers {
    private Servers() {}

    static Set<NodeAddress> of(Topology topology) {
        Set<NodeAddress> addresses = addresses(topology.primaries());
        topology.allReplicas().forEach(replica -> addresses.add(replica.address()));
        return addresses;
    }

    /// Those that answered the last look.
    static Set<NodeAddress> answering(Topology topology) {
        Set<NodeAddress> answering = new HashSet<>();
        topology.primaries().stream().filter(Node::answers).map(Node::address).forEach(answering::add);
        topology.allReplicas().stream()
                .map(Replica::node)
                .filter(Node::answers)
                .map(Node::address)
                .forEach(answering::add);
        return answering;
    }

    /// Where now another process answers than before, or the same in another role.
    static Set<NodeAddress> replaced(Topology before, Topology now) {
        Map<NodeAddress, String> known = processes(before);
        Set<NodeAddress> replaced = new HashSet<>();
        processes(now).forEach((address, runId) -> {
            String old = known.getOrDefault(address, "");
            if (!old.isEmpty() && !runId.isEmpty() && !old.equals(runId)) {
                replaced.add(address);
            }
        });
        Set<NodeAddress> were = addresses(before.primaries());
        Set<NodeAddress> are = addresses(now.primaries());
        if (!were.isEmpty() && !are.isEmpty()) {
            were.stream().filter(address -> !are.contains(address)).forEach(replaced::add);
            are.stream().filter(address -> !were.contains(address)).forEach(replaced::add);
        }
        return replaced;
    }

    static boolean samePrimary(Topology before, Topology now) {
        Node one = before.primary();
        Node other = now.primary();
        return one != null
                && other != null
                && one.address().equals(other.address())
                && (one.runId().equals(other.runId()) || other.runId().isEmpty());
    }

    private static Set<NodeAddress> addresses(List<Node> nodes) {
        return nodes.stream().map(Node::address).collect(Collectors.toCollection(HashSet::new));
    }

    private static Map<NodeAddress, String> processes(Topology topology) {
        Map<NodeAddress, String> processes = new HashMap<>();
        topology.primaries().forEach(primary -> processes.put(primary.address(), primary.runId()));
        topology.allReplicas()
                .forEach(replica ->
                        processes.put(replica.address(), replica.node().runId()));
        return processes;
    }
}
