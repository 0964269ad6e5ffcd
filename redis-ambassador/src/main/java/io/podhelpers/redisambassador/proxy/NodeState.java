package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.runtime.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one event loop knows of one server: whether it is left alone for now, and until when.
final class NodeState {
    private static final Logger log = LoggerFactory.getLogger(NodeState.class);
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(5);

    private final NodeAddress node;
    private final Backoff backoff = new Backoff(FIRST, MOST, ThreadLocalRandom.current());
    private boolean avoided;
    private boolean waiting;
    private long retryAtNanos;
    private String why = "";

    NodeState(NodeAddress node) {
        this.node = node;
    }

    boolean isAvoided(long now) {
        return avoided && now - retryAtNanos < 0;
    }

    String why() {
        return why;
    }

    /// Leaves the server alone for a while; returns whether it was well before.
    boolean failed(long now, String reason) {
        boolean first = !avoided;
        avoided = true;
        waiting = true;
        why = reason;
        retryAtNanos = now + backoff.next().toNanos();
        if (first) {
            log.atWarn().addKeyValue("server", node).addKeyValue("why", reason).log("server ejected");
        }
        return first;
    }

    void reached() {
        if (avoided) {
            log.atInfo().addKeyValue("server", node).log("server readmitted");
        }
        avoided = false;
        waiting = false;
        backoff.reset();
    }

    boolean backOffJustEnded(long now) {
        boolean ended = waiting && !isAvoided(now);
        if (ended) {
            waiting = false;
        }
        return ended;
    }
}
