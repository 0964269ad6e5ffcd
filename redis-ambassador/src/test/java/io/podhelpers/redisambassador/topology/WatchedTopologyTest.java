package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.Expectation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class WatchedTopologyTest {
    private static final TopologySettings RARELY =
            new TopologySettings(Duration.ofHours(1), Duration.ofMillis(1), Duration.ofSeconds(1));
    private static final TopologySettings OFTEN =
            new TopologySettings(Duration.ofMillis(10), Duration.ofMillis(1), Duration.ofSeconds(1));

    private final FakeScout scout = new FakeScout("a");
    private final BlockingQueue<Topology> pictures = new LinkedBlockingQueue<>();
    private WatchedTopology source = watch(RARELY, Expectation.NOTHING);

    private WatchedTopology watch(TopologySettings settings, Expectation expected) {
        WatchedTopology watched =
                new WatchedTopology(Topology.Kind.PRIMARY_AND_REPLICAS, settings, expected, _ -> scout);
        watched.onChange(pictures::add);
        return watched;
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void nothingIsLookedAtBeforeTheStart() {
        assertThat(source.current().version()).isZero();
        assertThat(scout.looks).hasValue(0);
    }

    @Test
    void aRequestBringsANewPictureLongBeforeTheNextRegularLook() throws InterruptedException {
        source.start();
        assertThat(runId(next())).isEqualTo("a");

        scout.primary = "b";
        source.lookAgain(Reason.READONLY_REPLY);

        assertThat(runId(next())).isEqualTo("b");
    }

    @Test
    void manyRequestsAtOnceAreFewLooks() throws InterruptedException {
        source.start();
        next();
        for (int i = 0; i < 10_000; i++) {
            source.lookAgain(Reason.CONNECTION_LOST);
        }
        next();

        assertThat(scout.looks.get()).isLessThan(1_000);
    }

    @Test
    void regularLooksGoOnByThemselves() throws InterruptedException {
        source.close();
        source = watch(OFTEN, Expectation.NOTHING);
        source.start();

        long first = next().version();
        assertThat(next().version()).isGreaterThan(first);
        assertThat(next().version()).isGreaterThan(first + 1);
    }

    @Test
    void whoListensLateIsToldThePresentPicture() throws InterruptedException {
        source.start();
        next();
        BlockingQueue<Topology> late = new LinkedBlockingQueue<>();
        source.onChange(late::add);

        assertThat(late.poll(60, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void theCommandsAreToldOnceForEachPrimary() throws InterruptedException {
        BlockingQueue<List<?>> told = new LinkedBlockingQueue<>();
        source.onCommands(told::add);
        source.start();
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(List.of("commands of a"));

        source.lookAgain(Reason.TIMEOUT);
        scout.primary = "b";
        source.lookAgain(Reason.TIMEOUT);
        assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(List.of("commands of b"));
    }

    @Test
    void aPrimaryWithTheWrongRunIdIsNotLetThrough() throws InterruptedException {
        source = watch(RARELY, new Expectation("b", null, null, null));
        source.start();

        assertThat(next().primary()).isNull();
        assertThat(source.refusal())
                .hasValueSatisfying(why -> assertThat(why).contains("h:6379 has the run id 'a' (expected: 'b')"));
    }

    @Test
    void aPrimaryIsLetThroughAsSoonAsTheKeyHoldsWhatIsExpected() throws InterruptedException {
        source.close();
        source = watch(OFTEN, new Expectation(null, "environment", "production", null));
        scout.keys.put("environment", "secret of test");
        source.start();
        assertThat(next().primary()).isNull();
        assertThat(source.refusal())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("another value in 'environment' (expected: 'production')")
                        .doesNotContain("secret"));

        scout.keys.put("environment", "production");
        Topology now = next();
        while (now.primary() == null) {
            now = next();
        }
        assertThat(runId(now)).isEqualTo("a");
        assertThat(source.refusal()).isEmpty();
    }

    private Topology next() throws InterruptedException {
        Topology next = pictures.poll(60, TimeUnit.SECONDS);
        assertThat(next).as("a picture").isNotNull();
        return next;
    }

    private static String runId(Topology topology) {
        return Watch.primaryOf(topology).runId();
    }
}
