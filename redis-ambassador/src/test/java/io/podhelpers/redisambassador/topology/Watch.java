package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.config.UpstreamUri;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Follows a topology source and waits for pictures.
final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TopologySource source;
    private final BlockingQueue<Topology> pictures = new LinkedBlockingQueue<>();

    Watch(String upstream) {
        this(upstream, TopologySettings.DEFAULT);
    }

    Watch(String upstream, TopologySettings settings) {
        this(UpstreamUri.parse(upstream, "--upstream"), settings);
    }

    Watch(UpstreamSpec upstream, TopologySettings settings) {
        source = Topologies.watch(upstream, settings);
        source.onChange(pictures::add);
        source.start();
    }

    TopologySource source() {
        return source;
    }

    static Node primaryOf(Topology topology) {
        return Objects.requireNonNull(topology.primary(), "no primary is known");
    }

    Topology until(Predicate<Topology> wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Topology last = source.current();
        while (System.nanoTime() < end) {
            Topology next = pictures.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next != null && wanted.test(next)) {
                return next;
            }
            last = next == null ? last : next;
        }
        throw new AssertionError("not seen within " + PATIENCE.toSeconds() + " s; last: " + last);
    }

    /// Forgets the pictures so far.
    Watch fromNow() {
        pictures.clear();
        return this;
    }

    @Override
    public void close() {
        source.close();
    }
}
