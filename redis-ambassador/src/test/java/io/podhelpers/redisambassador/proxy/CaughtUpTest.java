package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.topology.Replica;
import io.podhelpers.redisambassador.topology.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaughtUpTest {
    private static final NodeAddress PRIMARY = new NodeAddress("primary", 6379);
    private static final NodeAddress REPLICA = new NodeAddress("replica", 6379);

    private final CaughtUp caughtUp = new CaughtUp();

    private static Topology seen(long askedAt, long primaryOffset, long replicaOffset) {
        return new Topology(
                askedAt,
                Topology.Kind.PRIMARY_AND_REPLICAS,
                Settings.node(PRIMARY, primaryOffset, askedAt),
                List.of(Settings.replica(REPLICA, replicaOffset)),
                null);
    }

    private static final Replica SAME = Settings.replica(REPLICA, 0);

    @Test
    void trustsNoReplicaThatWasNeverSeenLevel() {
        caughtUp.look(seen(100, 50, 49));

        assertThat(caughtUp.hasAllBefore(90, SAME)).isFalse();
    }

    @Test
    void trustsALevelReplicaForWritesBeforeThePrimaryWasAsked() {
        caughtUp.look(seen(100, 50, 50));

        assertThat(caughtUp.hasAllBefore(99, SAME)).isTrue();
        assertThat(caughtUp.hasAllBefore(100, SAME)).isFalse();
        assertThat(caughtUp.hasAllBefore(101, SAME)).isFalse();
    }

    @Test
    void remembersWhatAReplicaHadWhenItFallsBehindAgain() {
        caughtUp.look(seen(100, 50, 50));
        caughtUp.look(seen(200, 60, 55));

        assertThat(caughtUp.hasAllBefore(99, SAME)).isTrue();
        assertThat(caughtUp.hasAllBefore(150, SAME)).isFalse();
    }

    @Test
    void forgetsAReplicaThatIsGone() {
        caughtUp.look(seen(100, 50, 50));
        caughtUp.look(Settings.topology(PRIMARY));
        caughtUp.look(seen(200, 60, 0));

        assertThat(caughtUp.hasAllBefore(99, SAME)).isFalse();
    }
}
