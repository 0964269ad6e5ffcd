package io.podhelpers.redisambassador.proxy;

import org.jspecify.annotations.Nullable;

/// What Redis would remember of a client's connection.
final class SessionState {
    final long id;
    int database;
    int resp = 2;

    @Nullable
    Credentials credentials;

    boolean authenticated;
    String name = "";
    boolean repliesOff;
    boolean skipsNextReply;
    String libraryName = "";
    String libraryVersion = "";

    /// Grows when another upstream connection is needed.
    int changes;

    /// A number that stays the client's own, for sticking to one replica.
    final int lot;

    /// When this client, or any before it, last got a write answered; by [System#nanoTime].
    long lastWriteNanos;

    private final int firstDatabase;
    private final @Nullable Credentials firstCredentials;

    SessionState(long id, int lot, int database, @Nullable Credentials credentials) {
        this.id = id;
        this.lot = lot;
        this.firstDatabase = database;
        this.firstCredentials = credentials;
        this.database = database;
        this.credentials = credentials;
    }

    /// Whether the client does not want the next reply.
    boolean isSilent() {
        return repliesOff || skipsNextReply;
    }

    /// A session that differs in what selects the upstream connection, to try whether the server agrees.
    SessionState asIf(int withDatabase, int withResp, @Nullable Credentials with) {
        SessionState other = new SessionState(id, lot, withDatabase, with);
        other.resp = withResp;
        return other;
    }

    /// Becomes what was tried.
    void become(SessionState tried) {
        database = tried.database;
        resp = tried.resp;
        credentials = tried.credentials;
        changes++;
    }

    /// As after connecting.
    void reset() {
        repliesOff = false;
        skipsNextReply = false;
        changes++;
        database = firstDatabase;
        credentials = firstCredentials;
        authenticated = false;
        resp = 2;
        name = "";
    }

    BackendKey on(io.podhelpers.redisambassador.config.NodeAddress node) {
        return new BackendKey(node, database, resp, credentials, "");
    }

    /// The key of a connection that this client has for itself: it also has the client's name.
    BackendKey aloneOn(io.podhelpers.redisambassador.config.NodeAddress node) {
        return new BackendKey(node, database, resp, credentials, name);
    }
}
