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
    private boolean probed;
    private long retryAtNanos;
    private String why = "";

    NodeState(NodeAddress node) {
        this.node = node;
    }

    /// Until it has answered a probe.
    boolean isAvoided() {
        return avoided;
    }

    String why() {
        return why;
    }

    /// Leaves the server alone for a while; returns whether it was well before.
    boolean failed(long now, String reason) {
        boolean first = !avoided;
        why = reason;
        if (first || probed) { // else it is one of many connections that fail together
            retryAtNanos = now + backoff.next().toNanos();
        }
        avoided = true;
        probed = false;
        if (first) {
            log.atWarn().addKeyValue("server", node).addKeyValue("why", reason).log("server ejected");
        }
        return first;
    }

    /// It answers; returns whether it was avoided before.
    boolean reached() {
        boolean back = avoided;
        if (back) {
            log.atInfo().addKeyValue("server", node).log("server readmitted");
        }
        avoided = false;
        probed = false;
        backoff.reset();
        return back;
    }

    /// Whether to see now if it is well again; true once for each back-off.
    boolean isProbeDue(long now) {
        boolean due = avoided && !probed && now - retryAtNanos >= 0;
        probed |= due;
        return due;
    }

    NodeAddress node() {
        return node;
    }
}
