package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.time.Duration;
import java.util.List;

/// What can go wrong with a Pod's network, made from within its network namespace by a container that runs beside the
/// Pod's own for a moment.
final class NetworkFault {
    /// Any image with `sh`, `iptables` and `tc` does.
    private static final String IMAGE = "nicolaka/netshoot:v0.13";

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final String NOTHING_LEFT = "iptables -F; tc qdisc del dev eth0 root 2>/dev/null; true";

    private final Engine engine;
    private final String holder;

    NetworkFault(Engine engine, String holder) {
        this.engine = engine;
        this.holder = holder;
    }

    /// Every packet to and from the outside disappears; connections stay open and hear nothing.
    void partition() {
        run("iptables -I INPUT ! -i lo -j DROP && iptables -I OUTPUT ! -o lo -j DROP");
    }

    /// What leaves the Pod leaves it at this many kilobits a second.
    void slowDown(int kilobits) {
        run("tc qdisc replace dev eth0 root tbf rate " + kilobits + "kbit burst 4kb latency 500ms");
    }

    void heal() {
        run(NOTHING_LEFT);
    }

    private void run(String script) {
        String id = engine.newContainer(engine.image(IMAGE), "network-fault-" + System.nanoTime())
                .withEntrypoint(List.of("sh", "-c", script))
                .withHostConfig(HostConfig.newHostConfig()
                        .withNetworkMode("container:" + holder)
                        .withCapAdd(Capability.NET_ADMIN))
                .exec()
                .getId();
        try {
            engine.start(id);
            int code = engine.awaitEnd(id, ENDS_WITHIN);
            if (code != 0) {
                throw new PodException(
                        "cannot change the network: exit code " + code + ": " + engine.log(id, _ -> true));
            }
        } finally {
            engine.removeContainer(id);
        }
    }
}
