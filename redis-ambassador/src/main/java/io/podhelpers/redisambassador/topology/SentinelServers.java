package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Who serves what by the word of the Sentinels, verified by asking the servers themselves.
///
/// All Sentinels are asked and the newest configuration counts; those that they name are asked as well, so that it
/// works on when all that the user listed are gone.
final class SentinelServers implements Scout {
    private final UpstreamSpec.Sentinel spec;
    private final Control sentinelControl;
    private final Duration timeout;
    private final Runnable announced;
    private final Crew crew;
    private final Picture picture;
    private final Map<NodeAddress, SentinelLine> sentinels = new LinkedHashMap<>();
    private final Map<String, String> troubles = new TreeMap<>();
    private @Nullable SentinelReply lastReply;
    private @Nullable Node primary;

    SentinelServers(
            UpstreamSpec.Sentinel spec, Control sentinelControl, Duration timeout, Runnable announced, Crew crew) {
        this.spec = spec;
        this.sentinelControl = sentinelControl;
        this.timeout = timeout;
        this.announced = announced;
        this.crew = crew;
        this.picture = new Picture(spec.traits());
        know(spec.sentinels());
    }

    private void know(Collection<NodeAddress> addresses) {
        for (NodeAddress address : addresses) {
            sentinels.computeIfAbsent(
                    address, to -> new SentinelLine(to, spec.master(), sentinelControl, timeout, announced));
        }
    }

    @Override
    public Topology.Kind kind() {
        return Topology.Kind.SENTINEL;
    }

    @Override
    public Topology look(long version) {
        troubles.clear();
        SentinelReply reply = newest();
        if (reply == null) {
            Node before = primary;
            primary = before == null ? null : before.silent();
            return new Topology(version, kind(), primary, List.of(), null);
        }
        Set<NodeAddress> servers = new LinkedHashSet<>();
        servers.add(reply.primary());
        servers.addAll(reply.replicas());
        crew.keepOnly(servers);
        Map<NodeAddress, Sighting> seen = crew.lookAt(servers);
        troubles.putAll(crew.troubles());
        primary = primary(reply, seen.get(reply.primary()));
        Set<NodeAddress> silent = new LinkedHashSet<>(servers);
        silent.removeAll(seen.keySet());
        return new Topology(version, kind(), primary, picture.replicas(primary, seen.values(), silent), null);
    }

    /// A server that the Sentinels name but that is not a primary yet, or any more, is none.
    private @Nullable Node primary(SentinelReply reply, @Nullable Sighting seen) {
        if (seen == null) {
            Node before = primary;
            return before != null && before.address().equals(reply.primary()) ? before.silent() : null;
        }
        return seen.isPrimary() ? picture.primary(seen) : null;
    }

    /// The reply with the highest epoch; the last one known if no Sentinel answers.
    private @Nullable SentinelReply newest() {
        Map<NodeAddress, CompletableFuture<SentinelReply>> looks = new LinkedHashMap<>();
        sentinels.forEach((address, line) -> looks.put(address, line.look()));
        List<SentinelReply> replies = new ArrayList<>();
        looks.forEach((address, look) -> {
            try {
                replies.add(look.join());
            } catch (CompletionException e) {
                troubles.put("sentinel " + address, Causes.inWords(e));
                disconnect(address);
            }
        });
        replies.stream().max(Comparator.comparingLong(SentinelReply::epoch)).ifPresent(reply -> {
            lastReply = reply;
            know(reply.sentinels());
        });
        return lastReply;
    }

    private void disconnect(NodeAddress address) {
        SentinelLine line = sentinels.get(address);
        if (line != null) {
            line.disconnect();
        }
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
        return Map.copyOf(troubles);
    }

    @Override
    public void close() {
        sentinelControl.close();
        crew.close();
    }
}
