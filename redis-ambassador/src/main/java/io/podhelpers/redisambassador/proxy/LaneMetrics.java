package io.podhelpers.redisambassador.proxy;

/// What one event loop counts: written by that loop alone, read by whoever scrapes, a little late at worst.
final class LaneMetrics {
    /// Upper bounds of the duration histogram's buckets double from this one on.
    static final long FIRST_BUCKET_NANOS = 62_500;

    static final int BUCKETS = 16;

    final CommandCounts commands = new CommandCounts();
    final long[] durations = new long[BUCKETS + 1];
    long durationNanos;

    long clients;
    long clientsAccepted;
    long clientsRefused;
    long clientProtocolErrors;
    long clientBytesIn;
    long clientBytesOut;
    long upstreamConnections;
    long upstreamBytesIn;
    long upstreamBytesOut;
    long upstreamProtocolErrors;
    long connectFailures;
    long connectionsLost;
    long timeouts;
    long slowClients;
    long idleClients;
    long ejections;
    long shardEjections;
    long fragments;
    long unreachable;
    long lostReplies;
    long resent;
    long consistencyFallbacks;
    long inFlight;

    /// One run was answered.
    void took(long nanos) {
        durationNanos += nanos;
        int bucket = 0;
        for (long bound = FIRST_BUCKET_NANOS; bucket < BUCKETS && nanos > bound; bound <<= 1) {
            bucket++;
        }
        durations[bucket]++;
    }
}
