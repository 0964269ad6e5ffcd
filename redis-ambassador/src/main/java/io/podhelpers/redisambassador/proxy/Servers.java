package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.HashSet;
import java.util.Set;

/// The addresses in a topology.
final class Servers {
    private Servers() {}

    static Set<NodeAddress> of(Topology topology) {
        Set<NodeAddress> addresses = new HashSet<>();
        if (topology.primary() != null) {
            addresses.add(topology.primary().address());
        }
        for (Replica replica : topology.replicas()) {
            addresses.add(replica.address());
        }
        return addresses;
    }
}
