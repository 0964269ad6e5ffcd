package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One primary and its replicas, listed by the user; a list of one is a seed from which the others are found.
///
/// Who is what is asked of all in each look. A primary that falls silent stays the primary until somebody else is.
final class ListedServers implements Scout {
    private static final int MOST_ROUNDS = 3; // seed → its primary → the primary's replicas

    private final List<NodeAddress> listed;
    private final Crew crew;
    private final Picture picture;
    private final Set<NodeAddress> found = new LinkedHashSet<>();
    private @Nullable Node primary;

    ListedServers(UpstreamSpec.PrimaryAndReplicas spec, Crew crew) {
        this.listed = spec.nodes();
        this.crew = crew;
        this.picture = new Picture(spec.traits());
    }

    @Override
    public Topology.Kind kind() {
        return Topology.Kind.PRIMARY_AND_REPLICAS;
    }

    @Override
    public Topology look(long version) {
        Map<NodeAddress, Sighting> seen = lookAround();
        List<Sighting> servers = distinct(seen);
        Optional<Sighting> chosen = PrimaryChoice.among(servers, primary == null ? "" : primary.runId());
        Node before = primary;
        primary = chosen.map(picture::primary).orElse(before == null ? null : remembered(before, servers));
        Set<NodeAddress> silent = new LinkedHashSet<>(listed);
        silent.addAll(found);
        silent.removeAll(seen.keySet());
        return new Topology(version, kind(), primary, picture.replicas(primary, servers, silent), null);
    }

    /// The old primary, unless it has just said that it is none any more.
    private static @Nullable Node remembered(Node before, List<Sighting> servers) {
        boolean resigned = servers.stream().anyMatch(server -> server.runId().equals(before.runId()));
        return resigned ? null : before.silent();
    }

    private Map<NodeAddress, Sighting> lookAround() {
        Map<NodeAddress, Sighting> seen = new LinkedHashMap<>();
        Set<NodeAddress> next = new LinkedHashSet<>(listed);
        next.addAll(found);
        for (int round = 0; round < MOST_ROUNDS && !next.isEmpty(); round++) {
            Map<NodeAddress, Sighting> answers = crew.lookAt(next);
            seen.putAll(answers);
            Set<NodeAddress> asked = next;
            next = listed.size() == 1 ? named(answers) : new LinkedHashSet<>();
            next.removeIf(address -> asked.contains(address) || seen.containsKey(address));
        }
        if (listed.size() == 1) {
            forget(seen);
        }
        return seen;
    }

    private static Set<NodeAddress> named(Map<NodeAddress, Sighting> answers) {
        Set<NodeAddress> named = new LinkedHashSet<>();
        answers.values().forEach(sighting -> named.addAll(sighting.role().named()));
        return named;
    }

    /// Found servers stay known while they answer or somebody still names them.
    private void forget(Map<NodeAddress, Sighting> seen) {
        Set<NodeAddress> named = named(seen);
        found.addAll(seen.keySet());
        found.addAll(named);
        found.removeIf(address -> listed.contains(address) || !(seen.containsKey(address) || named.contains(address)));
        List<NodeAddress> known = new ArrayList<>(listed);
        known.addAll(found);
        crew.keepOnly(known);
    }

    /// One sighting of each process: a server may be known by its name and by its address.
    private List<Sighting> distinct(Map<NodeAddress, Sighting> seen) {
        List<Sighting> distinct = new ArrayList<>();
        Set<String> runIds = new HashSet<>();
        for (Sighting sighting : seen.values()) {
            if (runIds.add(sighting.runId())) {
                distinct.add(sighting);
            } else {
                found.remove(sighting.address());
            }
        }
        return distinct;
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
