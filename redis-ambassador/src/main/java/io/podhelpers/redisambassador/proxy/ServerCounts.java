package io.podhelpers.redisambassador.proxy;

/// What one event loop counts of one server, by nutcracker's names for it. Only touched on that loop.
final class ServerCounts {
    long eof;
    long errors;
    long timedOut;
    long connections;
    long requests;
    long requestBytes;
    long responses;
    long responseBytes;

    /// Since the epoch, 0 for never.
    long ejectedAtMicros;
}
