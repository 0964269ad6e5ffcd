package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.topology.Topology;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses the upstream connection for a request. One for each event loop, only touched there.
interface Router {
    int NO_KEYS = -1;
    int SEVERAL_SLOTS = -2;

    /// The slot that all of a request's keys have in common, for a router that is [#isChosenByFirstKey].
    default int slotOf(@Nullable Command command, Arguments request) {
        return NO_KEYS;
    }

    /// A connection of the client's own to who has the slot; null while it cannot be reached.
    default @Nullable Backend leaseOf(SessionState session, int slot) {
        return null;
    }

    /// Why a request cannot be part of what a client does on a connection of its own; null if it can, or if the server
    /// itself will tell.
    ///
    /// @param at the server of that connection, null while it is not known
    default @Nullable String refusedThere(@Nullable NodeAddress at, @Nullable Command command, Arguments request) {
        return null;
    }

    /// Grows when the answers of this router may differ from before.
    int epoch();

    /// A shared connection for a request that reads and may be answered by a replica; null if [#instead] has to deal
    /// with it.
    @Nullable
    Backend forRead(SessionState session, @Nullable Command command, Arguments request);

    /// A shared connection for any other request; null if [#instead] has to deal with it.
    @Nullable
    Backend forWrite(SessionState session, @Nullable Command command, Arguments request);

    /// A connection that is this client's alone until given back; null if [#instead] has to deal with it.
    @Nullable
    Backend lease(SessionState session, @Nullable Command command, Arguments request);

    /// Deals with a request that no single connection can take: puts it to several, or answers with an error.
    ///
    /// @return false if there only is no server that can be reached just now
    boolean instead(
            ClientSession client,
            SessionState session,
            ByteBuf in,
            int from,
            int to,
            @Nullable Command command,
            Arguments request);

    /// A shared connection for a request that reads and that one server could not answer; null if there is none.
    @Nullable
    Backend forReadElsewhere(SessionState session, @Nullable Command command, Arguments request, NodeAddress notThere);

    /// Whether another server, or the same one a little later, may take what was refused in this way.
    boolean isDetourFor(Refusal.Kind refusal);

    /// A server refused a request.
    void told(Refusal refusal);

    /// Grows when what went to one server may go to another now: requests must not overtake those before them that are
    /// still unanswered there.
    int placement();

    /// A shared connection to ask about the session itself, to any server that can tell; null while none is reachable.
    @Nullable
    Backend forSession(SessionState session);

    /// A new connection for the session, to see whether the server lets it in; null while none is reachable. To be
    /// given back.
    @Nullable
    Backend fresh(SessionState session);

    /// A shared connection to that server; null while it cannot be reached.
    @Nullable
    Backend toServer(SessionState session, NodeAddress server);

    /// Why there is none.
    String whyUnreachable();

    /// How long a command waits for a server that can be reached.
    Duration patience();

    /// A server was ejected or may be tried again.
    void nodesChanged();

    /// A connection to a server could not be made, was lost, or was silent for too long.
    default void failed(NodeAddress node) {}

    /// Called a few times a second.
    default void tick(long now) {}

    /// Others serve now, or in other roles.
    default void topologyChanged(Topology now) {}

    /// Whether a transaction's server is known only when its first key is.
    default boolean isChosenByFirstKey() {
        return false;
    }

    /// Whether `SELECT` can choose among several databases.
    default boolean hasDatabases() {
        return true;
    }

    /// All servers there are; empty while they are not known, or for a router that does not tell.
    default Set<NodeAddress> servers() {
        return Set.of();
    }

    /// Whether the choice depends on nothing but the session, so that it may be kept until [#epoch] grows.
    boolean isSameForAllKeys();
}
