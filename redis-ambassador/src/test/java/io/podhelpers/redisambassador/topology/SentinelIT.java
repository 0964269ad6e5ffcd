package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One primary, two replicas and three Sentinels, real ones.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SentinelIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<RedisNode> sentinels = new ArrayList<>();
    private RedisNode primary;
    private RedisNode one;
    private RedisNode two;

    @BeforeEach
    void start() {
        primary = RedisNode.primary();
        primary.start();
        one = RedisNode.replicaOf(primary);
        two = RedisNode.replicaOf(primary);
        one.start();
        two.start();
        for (int i = 0; i < 3; i++) {
            RedisNode sentinel = RedisNode.sentinelOf(primary, "mymaster");
            sentinel.start();
            sentinels.add(sentinel);
        }
    }

    @AfterEach
    void stop() {
        sentinels.forEach(RedisNode::stop);
        primary.stop();
        one.stop();
        two.stop();
    }

    @Test
    void aFailoverIsFollowedAsSoonAsTheSentinelsAnnounceIt() throws InterruptedException {
        // regular looks are so rare that only the announcement can be the reason to look
        TopologySettings lazy =
                new TopologySettings(Duration.ofSeconds(50), Duration.ofMillis(20), Duration.ofSeconds(1));
        try (Watch first = new Watch(upstream(sentinels));
                Watch watch = new Watch(upstream(sentinels), lazy)) {
            first.until(seen -> complete(seen) && othersAreKnown());
            watch.until(seen -> seen.primary() != null);
            watch.source().lookAgain(Reason.CONFIG_CHANGED);
            watch.until(this::complete);
            primary.kill();

            Topology after = watch.until(seen -> seen.primary() != null
                    && Watch.primaryOf(seen).answers()
                    && !Watch.primaryOf(seen).address().equals(primary.address()));

            assertThat(Watch.primaryOf(after).address()).isIn(one.address(), two.address());
        }
    }

    @Test
    void theOldPrimaryComesBackAsAReplica() throws InterruptedException {
        try (Watch watch = new Watch(upstream(sentinels))) {
            watch.until(seen -> complete(seen) && othersAreKnown());
            primary.freeze();
            watch.until(seen -> seen.primary() != null
                    && Watch.primaryOf(seen).answers()
                    && !Watch.primaryOf(seen).address().equals(primary.address()));
            primary.thaw();

            Topology after = watch.until(this::complete);
            assertThat(after.replicas()).extracting(Replica::address).contains(primary.address());
        }
    }

    @Test
    void theOtherSentinelsAreUsedWhenTheListedOneIsGone() throws InterruptedException {
        try (Watch watch = new Watch(upstream(sentinels.subList(0, 1)))) {
            watch.until(seen -> complete(seen) && othersAreKnown());
            watch.fromNow().until(this::complete); // by now it has asked for the others
            sentinels.getFirst().kill();
            primary.kill();

            watch.until(seen -> seen.primary() != null
                    && Watch.primaryOf(seen).answers()
                    && !Watch.primaryOf(seen).address().equals(primary.address()));
        }
    }

    @Test
    void anUnknownMasterIsTroubleNotACrash() throws InterruptedException {
        try (Watch watch = new Watch(upstream(sentinels).replace("mymaster", "other"))) {
            Topology seen = watch.until(_ -> true);

            assertThat(seen.primary()).isNull();
        }
    }

    private boolean othersAreKnown() {
        return sentinels.stream()
                .allMatch(sentinel ->
                        sentinel.cli("sentinel", "master", "mymaster").contains("num-other-sentinels\n2"));
    }

    private static String upstream(List<RedisNode> sentinels) {
        return "redis-sentinel://"
                + String.join(
                        ",",
                        sentinels.stream()
                                .map(sentinel -> sentinel.address().toString())
                                .toList())
                + "/mymaster";
    }

    private boolean complete(Topology seen) {
        return seen.primary() != null
                && Watch.primaryOf(seen).answers()
                && seen.replicas().stream()
                                .filter(replica -> replica.isServing(SECOND))
                                .count()
                        == 2;
    }
}
