package io.podhelpers.redisambassador.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A primary of a real cluster dies under load.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ClusterFailoverIT {
    private static final Logger log = LoggerFactory.getLogger(ClusterFailoverIT.class);

    @Test
    void clientsSeeErrorsForSomeSecondsAndNothingWrong() {
        try (ClusterSet cluster = new ClusterSet()) {
            Witnesses witnesses = new Witnesses(cluster.throughAmbassador(), 8, true, false);
            try (witnesses) {
                witnesses.untilMore(2_000);
                cluster.primaries().getFirst().kill();
                RedisSet.until(
                        "three primaries again", () -> cluster.primaries().size() == 3);
                witnesses.untilMore(5_000);
                witnesses.account().errors.remove("closed");
            }
            log.info("node loss: {}", witnesses.account().summary());
            assertThat(witnesses.account().wrong).isEmpty();
            assertThat(witnesses.account().errors.keySet())
                    .isSubsetOf("UNREACHABLE", "LOSTREPLY", "CLUSTERDOWN", "EXECABORT", "closed");
            assertThat(witnesses.account().secondsOfErrors()).isLessThan(60);
        }
    }
}
