package io.podhelpers.redisambassador.proxy;

import java.util.Arrays;

/// Commands by name, route and outcome, as one array that grows with the names.
final class CommandCounts {
    enum Route {
        PRIMARY(0),
        REPLICA(1),
        LEASE(2),
        SHARD(3),
        SESSION(4);

        private final int place;

        Route(int place) {
            this.place = place;
        }
    }

    enum Outcome {
        OK(0),
        ERROR(1),
        LOST(2),
        REFUSED(3);

        private final int place;

        Outcome(int place) {
            this.place = place;
        }
    }

    private static final int OUTCOMES = Outcome.values().length;
    static final int PER_NAME = Route.values().length * OUTCOMES;

    private long[] counts = new long[512 * PER_NAME];

    void add(int name, Route route, Outcome outcome, int more) {
        int place = name * PER_NAME + route.place * OUTCOMES + outcome.place;
        if (place >= counts.length) {
            counts = Arrays.copyOf(counts, place + 64 * PER_NAME);
        }
        counts[place] += more;
    }

    long get(int name, Route route, Outcome outcome) {
        long[] now = counts;
        int place = name * PER_NAME + route.place * OUTCOMES + outcome.place;
        return place < now.length ? now[place] : 0;
    }
}
