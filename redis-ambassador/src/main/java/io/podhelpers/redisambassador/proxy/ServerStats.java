package io.podhelpers.redisambassador.proxy;

/// What was counted of one server, by nutcracker's names for it.
///
/// @param inQueue requests that are not on their way yet
/// @param outQueue requests whose reply has not come
public record ServerStats(
        long eof,
        long errors,
        long timedOut,
        long connections,
        long ejectedAtMicros,
        long requests,
        long requestBytes,
        long responses,
        long responseBytes,
        long inQueue,
        long inQueueBytes,
        long outQueue,
        long outQueueBytes) {
    static final ServerStats NONE = new ServerStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static ServerStats of(ServerCounts counts) {
        return new ServerStats(
                counts.eof,
                counts.errors,
                counts.timedOut,
                counts.connections,
                counts.ejectedAtMicros,
                counts.requests,
                counts.requestBytes,
                counts.responses,
                counts.responseBytes,
                0,
                0,
                0,
                0);
    }

    ServerStats plus(ServerStats other) {
        return new ServerStats(
                eof + other.eof,
                errors + other.errors,
                timedOut + other.timedOut,
                connections + other.connections,
                Math.max(ejectedAtMicros, other.ejectedAtMicros),
                requests + other.requests,
                requestBytes + other.requestBytes,
                responses + other.responses,
                responseBytes + other.responseBytes,
                inQueue + other.inQueue,
                inQueueBytes + other.inQueueBytes,
                outQueue + other.outQueue,
                outQueueBytes + other.outQueueBytes);
    }

    static ServerStats queued(long inQueue, long inQueueBytes, long outQueue, long outQueueBytes) {
        return new ServerStats(0, 0, 0, 0, 0, 0, 0, 0, 0, inQueue, inQueueBytes, outQueue, outQueueBytes);
    }
}
