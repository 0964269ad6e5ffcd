package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.ArrayList;
import java.util.List;

/// Reads the reply to `ROLE`.
final class RoleReply {
    private RoleReply() {}

    static Sighting.Role parse(List<?> reply) {
        String name = reply.isEmpty() ? "" : String.valueOf(reply.getFirst());
        if (name.equals("master") && reply.size() >= 3 && reply.get(2) instanceof List<?> replicas) {
            return new Sighting.Role.Primary(addresses(replicas));
        }
        if (name.equals("slave") && reply.size() >= 4) {
            NodeAddress primary =
                    new NodeAddress(String.valueOf(reply.get(1)), Integer.parseInt(String.valueOf(reply.get(2))));
            return new Sighting.Role.Follower(primary, link(String.valueOf(reply.get(3))));
        }
        return new Sighting.Role.Other(name);
    }

    private static List<NodeAddress> addresses(List<?> replicas) {
        List<NodeAddress> addresses = new ArrayList<>();
        for (Object replica : replicas) {
            if (replica instanceof List<?> parts && parts.size() >= 2) {
                addresses.add(
                        new NodeAddress(String.valueOf(parts.get(0)), Integer.parseInt(String.valueOf(parts.get(1)))));
            }
        }
        return addresses;
    }

    private static Replica.Link link(String state) {
        return switch (state) {
            case "connected" -> Replica.Link.CONNECTED;
            case "sync" -> Replica.Link.SYNCING;
            case "connect", "connecting", "handshake" -> Replica.Link.CONNECTING;
            default -> Replica.Link.DOWN;
        };
    }
}
