package io.podhelpers.redisambassador.topology;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which of several servers that call themselves primary is the one: a restarted or cut-off old primary also does.
final class PrimaryChoice {
    private PrimaryChoice() {}

    /// The one that more of the others follow; of equals the one that was it before; of equals the first.
    ///
    /// @param before the run id of the last choice, empty if none
    static Optional<Sighting> among(List<Sighting> sightings, String before) {
        Comparator<Sighting> byFollowers = Comparator.comparingLong(primary -> followers(primary, sightings));
        Comparator<Sighting> best =
                byFollowers.thenComparing(primary -> primary.runId().equals(before));
        return sightings.stream()
                .filter(Sighting::isPrimary)
                // the first of equals, not the last
                .reduce((one, other) -> best.compare(one, other) >= 0 ? one : other);
    }

    private static long followers(Sighting primary, List<Sighting> sightings) {
        return sightings.stream()
                .filter(sighting -> sighting.role() instanceof Sighting.Role.Follower follower
                        && follower.link() == Replica.Link.CONNECTED
                        && sighting.replicationId().equals(primary.replicationId()))
                .count();
    }
}
