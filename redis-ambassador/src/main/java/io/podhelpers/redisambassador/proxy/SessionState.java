package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.Command;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What Redis would remember of a client's connection.
final class SessionState {
    final long id;
    int database;
    int resp = 2;

    @Nullable
    Credentials credentials;

    boolean authenticated;

    /// Who this client is for us, where clients log in here.
    String user = "default";

    String name = "";
    boolean repliesOff;
    boolean skipsNextReply;
    String libraryName = "";
    String libraryVersion = "";

    /// By `CLIENT NO-TOUCH`.
    boolean untouching;

    /// By `CLIENT NO-EVICT`; nothing is evicted here.
    boolean unevicted;

    /// The command that it sent last.
    @Nullable
    Command lastCommand;

    /// Grows when another upstream connection is needed.
    int changes;

    /// A number that stays the client's own, for sticking to one replica.
    final int lot;

    /// When this client, or any before it, last got a write answered; by [System#nanoTime].
    long lastWriteNanos;

    /// The server of this client's last write, for `WAIT` in a cluster.
    @Nullable
    NodeAddress lastWritten;

    private int firstDatabase;
    private @Nullable Credentials firstCredentials;

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
        other.untouching = untouching;
        return other;
    }

    /// Becomes what was tried.
    void become(SessionState tried) {
        database = tried.database;
        resp = tried.resp;
        credentials = tried.credentials;
        changes++;
    }

    /// Clients that have not authenticated themselves go on as the listener's user, whose password may have changed.
    void settingsChanged(ProxySettings before, ProxySettings now) {
        if (Objects.equals(credentials, before.credentials())) {
            credentials = now.credentials();
        }
        firstDatabase = now.database();
        firstCredentials = now.credentials();
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
        user = "default";
        untouching = false;
        unevicted = false;
        resp = 2;
        name = "";
    }

    /// What `CLIENT LIST` tells of it.
    Map<String, String> known() {
        Map<String, String> known = new HashMap<>();
        known.put("id", Long.toString(id));
        known.put("name", name);
        known.put("db", Integer.toString(database));
        known.put("user", userName());
        known.put("resp", Integer.toString(resp));
        known.put("lib-name", libraryName);
        known.put("lib-ver", libraryVersion);
        known.put("cmd", lastCommand == null ? "NULL" : lastCommand.name());
        known.put("flags", (unevicted ? "e" : "") + (untouching ? "T" : ""));
        known.put("multi", "-1");
        return known;
    }

    /// Who it is, by `AUTH` at us or at the servers.
    String userName() {
        Credentials there = credentials;
        return there == null || there.user() == null ? user : there.user();
    }

    BackendKey on(NodeAddress node) {
        return new BackendKey(node, database, resp, credentials, false, untouching, "");
    }

    /// The same to a cluster's replica.
    BackendKey onReplica(NodeAddress node) {
        return new BackendKey(node, database, resp, credentials, true, untouching, "");
    }

    /// The key of a connection that this client has for itself: it also has the client's name.
    BackendKey aloneOn(NodeAddress node) {
        return new BackendKey(node, database, resp, credentials, false, untouching, name);
    }
}
