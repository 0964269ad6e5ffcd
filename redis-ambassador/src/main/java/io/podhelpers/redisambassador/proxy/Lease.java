package io.podhelpers.redisambassador.proxy;

/// A connection that one client has for itself for as long as it leaves state on it.
final class Lease {
    final Backend backend;
    boolean inTransaction;
    boolean watching;

    /// Whether all bytes pass as they are, in both directions, until the client goes: subscriptions, MONITOR, tracking.
    boolean isTransparent;

    Lease(Backend backend) {
        this.backend = backend;
    }

    /// Whether it can be given back once everything is answered.
    boolean isClean() {
        return !inTransaction && !watching && !isTransparent;
    }

    /// What the command leaves on the connection, or takes from it.
    void noted(Verb verb) {
        switch (verb) {
            case MULTI -> inTransaction = true;
            case EXEC, DISCARD -> { // outside of a transaction they are an error, and keys stay watched
                watching = watching && !inTransaction;
                inTransaction = false;
            }
            case WATCH -> watching = true;
            case UNWATCH -> watching = inTransaction && watching;
            default -> {}
        }
    }
}
