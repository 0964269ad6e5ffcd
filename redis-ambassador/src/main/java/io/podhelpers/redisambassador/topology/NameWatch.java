package io.podhelpers.redisambassador.topology;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// Notices when a host name has come to mean entirely other addresses: a managed primary's name moves at a failover
/// while the old server goes on answering. Resolves in the background; never blocks its caller.
final class NameWatch {
    private static final long BETWEEN_LOOKUPS = Duration.ofSeconds(2).toNanos();

    private final String host;
    private final boolean name;
    private final AtomicBoolean resolving = new AtomicBoolean();
    private volatile Set<InetAddress> now = Set.of();
    private Set<InetAddress> remembered = Set.of();
    private long lastLookup;

    NameWatch(String host) {
        this.host = host;
        this.name = !host.contains(":") && !host.matches("[\\d.]+");
        this.lastLookup = System.nanoTime() - BETWEEN_LOOKUPS;
    }

    /// To be called at each connect.
    void remember() {
        remembered = now;
        refresh();
    }

    boolean meansOthersNow() {
        refresh();
        Set<InetAddress> current = now;
        if (remembered.isEmpty()) {
            remembered = current;
        }
        return !current.isEmpty() && Collections.disjoint(remembered, current);
    }

    private void refresh() {
        long time = System.nanoTime();
        if (name && time - lastLookup >= BETWEEN_LOOKUPS && resolving.compareAndSet(false, true)) {
            lastLookup = time;
            Thread.ofVirtual().name("resolve " + host).start(this::resolve);
        }
    }

    private void resolve() {
        try {
            now = Set.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException | IllegalArgumentException _) {
            // what was known stays: connecting will tell
        } finally {
            resolving.set(false);
        }
    }
}
