package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One primary and two replicas, real ones.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ReplicationIT {
    private static final Duration SECOND = Duration.ofSeconds(1);

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
    }

    @AfterEach
    void stop() {
        primary.stop();
        one.stop();
        two.stop();
    }

    @Test
    void oneSeedIsEnoughToFindAll() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + one.address())) {
            Topology topology = watch.until(this::isComplete);

            assertThat(topology.replicas()).allSatisfy(replica -> {
                assertThat(replica.isServing(SECOND)).isTrue();
                assertThat(replica.node().runId()).hasSize(40);
                assertThat(replica.node().replicationId())
                        .isEqualTo(Watch.primaryOf(topology).replicationId());
                assertThat(replica.latency()).isPositive();
            });
        }
    }

    @Test
    void onlyListedServersAreUsedWhenSeveralAreListed() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + one.address() + "," + primary.address())) {
            Topology topology = watch.until(seen -> isPrimary(seen, primary) && serving(seen) == 1);

            assertThat(topology.replicas()).extracting(Replica::address).containsExactly(one.address());
        }
    }

    @Test
    void aReplicasOffsetReachesThePrimarysAsOfAWrite() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address())) {
            watch.until(this::isComplete);
            primary.cli("set", "k", "v".repeat(1000));
            long after = System.nanoTime();
            watch.source().lookAgain(Reason.OFFSET_WANTED);

            Topology atWrite =
                    watch.fromNow().until(seen -> Watch.primaryOf(seen).askedAtNanos() >= after);
            long offset = Watch.primaryOf(atWrite).offset();
            Topology reached = atWrite.replicas().stream().allMatch(replica -> replica.offset() >= offset)
                    ? atWrite
                    : watch.until(seen -> seen.replicas().stream().allMatch(replica -> replica.offset() >= offset));

            assertThat(reached.replicas()).hasSize(2);
            assertThat(one.cli("get", "k")).hasSize(1000);
        }
    }

    @Test
    void aPromotionByHandIsFollowedAtOnceWhenSomebodyAsks() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address() + "," + one.address() + "," + two.address())) {
            watch.until(this::isComplete);
            primary.kill();
            one.cli("replicaof", "no", "one");
            two.cli("replicaof", one.ip(), "6379");
            watch.source().lookAgain(Reason.CONNECTION_LOST);

            Topology after = watch.until(seen -> isPrimary(seen, one) && serving(seen) == 1);

            assertThat(after.replicas())
                    .filteredOn(replica -> replica.isServing(SECOND))
                    .extracting(Replica::address)
                    .containsExactly(two.address());
        }
    }

    @Test
    void aSeedThatIsGoneIsNotMissedOnceTheOthersAreKnown() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address())) {
            watch.until(this::isComplete);
            primary.kill();
            one.cli("replicaof", "no", "one");
            two.cli("replicaof", one.ip(), "6379");

            watch.until(seen -> isPrimary(seen, one) && serving(seen) == 1);
        }
    }

    @Test
    void aHungReplicaGetsNoReadsUntilItIsBack() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address())) {
            watch.until(this::isComplete);
            two.freeze();
            Topology without = watch.until(seen -> serving(seen) == 1);
            assertThat(without.replicas())
                    .filteredOn(replica -> replica.address().equals(two.address()))
                    .noneMatch(replica -> replica.isServing(SECOND));

            two.thaw();
            watch.until(this::isComplete);
        }
    }

    @Test
    void aPrimaryThatHangsStaysThePrimaryButIsMarked() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address())) {
            watch.until(this::isComplete);
            primary.freeze();
            Topology hung = watch.until(
                    seen -> seen.primary() != null && !Watch.primaryOf(seen).answers());
            assertThat(Watch.primaryOf(hung).address()).isEqualTo(primary.address());

            primary.thaw();
            watch.until(this::isComplete);
        }
    }

    @Test
    void aReplicaCutOffFromItsPrimaryGetsNoReads() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address())) {
            watch.until(this::isComplete);
            two.cli("replicaof", "192.0.2.1", "6379"); // nobody is there

            Topology cut = watch.until(seen -> serving(seen) == 1);
            assertThat(cut.replicas())
                    .filteredOn(replica -> replica.address().equals(two.address()))
                    .noneMatch(replica -> replica.link() == Replica.Link.CONNECTED);
        }
    }

    @Test
    void anOldPrimaryThatComesBackEmptyIsNotTakenForThePrimary() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address() + "," + one.address() + "," + two.address())) {
            watch.until(this::isComplete);
            one.cli("replicaof", "no", "one");
            two.cli("replicaof", one.ip(), "6379");
            // the old one still calls itself primary, and has nobody
            watch.until(seen -> isPrimary(seen, one) && serving(seen) == 1);

            primary.cli("replicaof", one.ip(), "6379");
            watch.until(seen -> isPrimary(seen, one) && serving(seen) == 2);
        }
    }

    @Test
    void theCommandsOfThePrimaryAreTold() throws InterruptedException {
        try (Watch watch = new Watch("redis://" + primary.address())) {
            BlockingQueue<List<?>> told = new LinkedBlockingQueue<>();
            watch.source().onCommands(told::add);

            assertThat(told.poll(60, TimeUnit.SECONDS)).hasSizeGreaterThan(200);
        }
    }

    @Test
    void theUserAndPasswordOfTheUpstreamAreUsed() throws InterruptedException {
        primary.cli("acl", "setuser", "watcher", "on", ">s3cr t", "+@all", "~*");
        primary.cli("config", "set", "requirepass", "other");
        try (Watch right = new Watch("redis://watcher:s3cr%20t@" + primary.address());
                Watch wrong = new Watch("redis://watcher:guess@" + primary.address())) {
            right.until(seen -> isPrimary(seen, primary));

            assertThat(wrong.until(_ -> true).primary()).isNull();
        }
    }

    private boolean isComplete(Topology seen) {
        return isPrimary(seen, primary) && serving(seen) == 2;
    }

    private static boolean isPrimary(Topology seen, RedisNode node) {
        NodeAddress address = node.address();
        return seen.primary() != null
                && Watch.primaryOf(seen).answers()
                && Watch.primaryOf(seen).address().equals(address);
    }

    private static long serving(Topology seen) {
        return seen.replicas().stream()
                .filter(replica -> replica.isServing(SECOND))
                .count();
    }
}
