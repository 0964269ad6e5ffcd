package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.topology.RedisNode;
import io.podhelpers.testcontainers.RedisAmbassadorContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A primary, two replicas and three Sentinels, real ones, under load while the primary goes.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SentinelFailoverIT {
    private static final Logger log = LoggerFactory.getLogger(SentinelFailoverIT.class);
    private static final String[] EXPECTED_ERRORS = {
        "UNREACHABLE", "LOSTREPLY", "READONLY", "EXECABORT", "LOADING", "UNBLOCKED", "MASTERDOWN", "closed"
    };

    private final List<RedisNode> servers = new ArrayList<>();
    private final List<RedisNode> sentinels = new ArrayList<>();
    private RedisAmbassadorContainer ambassador;

    @BeforeEach
    void start() {
        RedisNode primary = RedisNode.primary();
        primary.start();
        servers.add(primary);
        for (int i = 0; i < 2; i++) {
            RedisNode replica = RedisNode.replicaOf(primary);
            replica.start();
            servers.add(replica);
        }
        for (int i = 0; i < 3; i++) {
            RedisNode sentinel = RedisNode.sentinelOf(primary, "mymaster");
            sentinel.start();
            sentinels.add(sentinel);
        }
        RedisSet.until(
                "the Sentinels know each other",
                () -> sentinels.stream()
                        .allMatch(sentinel ->
                                sentinel.cli("sentinel", "master", "mymaster").contains("num-other-sentinels\n2")));
        String addresses = sentinels.stream()
                .map(sentinel -> sentinel.address().toString())
                .collect(Collectors.joining(","));
        ambassador = Watched.ambassador()
                .withUpstream("redis-sentinel://" + addresses + "/mymaster")
                .withOption("--consistency", "session");
        ambassador.start();
        RedisSet.until(
                "both replicas are connected",
                () -> RedisSet.get(ambassador, "/topology").split("\"link\":\"connected\"", -1).length == 3);
    }

    @AfterEach
    void stop() {
        try {
            Watched.stop(ambassador);
        } finally {
            sentinels.forEach(RedisNode::stop);
            servers.forEach(RedisNode::stop);
        }
    }

    @Test
    void clientsSeeErrorsForSomeSecondsAndNothingWrongWhenThePrimaryDies() {
        failOver("killed", RedisNode::kill);
    }

    @Test
    void clientsSeeErrorsForSomeSecondsAndNothingWrongWhenThePrimaryHangs() {
        failOver("frozen", RedisNode::freeze);
        servers.getFirst().thaw();
    }

    @Test
    void clientsSeeNextToNothingOfAFailoverThatWasAskedFor() {
        failOver("asked for", _ -> sentinels.getFirst().cli("sentinel", "failover", "mymaster"));
    }

    private void failOver(String how, java.util.function.Consumer<RedisNode> fault) {
        String old = primaryAddress();
        Differential.Address address = new Differential.Address(
                ambassador.getHost(), ambassador.getMappedPort(RedisAmbassadorContainer.REDIS_PORT));
        Witnesses witnesses = new Witnesses(address, 8, true, true);
        try (witnesses) {
            witnesses.untilMore(2_000);
            fault.accept(servers.getFirst());
            RedisSet.until("another primary", () -> !primaryAddress().equals(old));
            witnesses.untilMore(5_000);
        }
        log.info("failover: {}: {}", how, witnesses.account().summary());
        assertThat(witnesses.account().wrong).isEmpty();
        assertThat(witnesses.account().errors.keySet()).isSubsetOf(EXPECTED_ERRORS);
        assertThat(witnesses.account().secondsOfErrors()).isLessThan(60);
    }

    private String primaryAddress() {
        String topology = RedisSet.get(ambassador, "/topology");
        int at = topology.indexOf("\"address\":\"");
        return topology.contains("\"primary\":null") ? "" : topology.substring(at, topology.indexOf(',', at));
    }
}
