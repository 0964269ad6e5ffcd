package io.podhelpers.redisambassador.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrimaryChoiceTest {
    @Test
    void theOnlyOneIsChosen() {
        assertThat(choose("", follower("b", "x"), primary("a", "x"))).isEqualTo("a");
    }

    @Test
    void nobodyIsChosenWhenAllFollow() {
        assertThat(PrimaryChoice.among(List.of(follower("a", "x"), follower("b", "x")), "a"))
                .isEmpty();
    }

    @Test
    void theOneThatOthersFollowWinsOverTheOldOne() {
        assertThat(choose("old", primary("old", "x"), primary("new", "y"), follower("c", "y")))
                .isEqualTo("new");
    }

    @Test
    void theOldOneStaysWhileNobodyFollowsAnybody() {
        assertThat(choose("b", primary("a", "x"), primary("b", "y"))).isEqualTo("b");
    }

    @Test
    void theFirstOneIsTakenWhenNothingElseDecides() {
        assertThat(choose("", primary("a", "x"), primary("b", "y"))).isEqualTo("a");
    }

    private static String choose(String before, Sighting... sightings) {
        return PrimaryChoice.among(List.of(sightings), before).orElseThrow().runId();
    }

    private static Sighting primary(String runId, String history) {
        return sighting(runId, history, new Sighting.Role.Primary(List.of()));
    }

    private static Sighting follower(String runId, String history) {
        return sighting(runId, history, new Sighting.Role.Follower(new NodeAddress("h", 1), Replica.Link.CONNECTED));
    }

    private static Sighting sighting(String runId, String history, Sighting.Role role) {
        return new Sighting(new NodeAddress(runId, 6379), runId, role, history, 0, Duration.ZERO, 0, false);
    }
}
