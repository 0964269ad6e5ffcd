package io.podhelpers.redisambassador.proxy;

import org.jspecify.annotations.Nullable;

/// A connection that one client has for itself for as long as it leaves state on it.
final class Lease {
    final Backend backend;
    boolean inTransaction;
    boolean watching;

    /// Whether all bytes pass as they are, in both directions, until the client goes: subscriptions in RESP2, MONITOR.
    boolean isTransparent;

    /// Whether pushes come on it, which keep their distance from replies: subscriptions and tracking in RESP3.
    boolean isListening;

    /// Whether invalidations may be among them, for what is read on this connection.
    boolean isTracking;

    /// Whether a request is on its way that is passed on as it arrives.
    boolean isInTheMiddle;

    /// The client that its invalidations go to; 0 if none was named.
    long redirectedTo;

    /// Whether what was sent may still go to another server: nothing may be sent behind it.
    boolean isMovable;

    /// The slot of the keys that are watched; -1 if none are.
    int watchedSlot = -1;

    private @Nullable Transaction transaction;

    Lease(Backend backend) {
        this.backend = backend;
    }

    void begin(Transaction begun) {
        transaction = begun;
        backend.inTransaction(begun);
    }

    /// The transaction that is open; null if none is, or none that could be begun anew.
    @Nullable
    Transaction transaction() {
        return transaction;
    }

    /// Whether it can be given back once everything is answered.
    boolean isClean() {
        return !isInTheMiddle && !hasState();
    }

    /// Whether the server knows something of the client by it.
    boolean hasState() {
        return inTransaction || watching || isTransparent || isListening;
    }

    /// What the command leaves on the connection, or takes from it.
    void noted(Verb verb) {
        switch (verb) {
            case MULTI -> inTransaction = true;
            case EXEC, DISCARD -> { // outside of a transaction they are an error, and keys stay watched
                watching = watching && !inTransaction;
                inTransaction = false;
                transaction = null;
            }
            case WATCH -> watching = true;
            case UNWATCH -> watching = inTransaction && watching;
            default -> {}
        }
    }
}
