package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Chooses the upstream connection for a request. One for each event loop, only touched there.
interface Router {
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

    /// Another connection for requests that one has failed; null if there is none.
    ///
    /// @param reads whether a replica may take them
    @Nullable
    Backend again(SessionState session, Backend failed, boolean reads);

    /// A shared connection to ask about the session itself, to any server that can tell; null while none is reachable.
    @Nullable
    Backend forSession(SessionState session);

    /// A new connection for the session, to see whether the server lets it in; null while none is reachable. To be
    /// given
    /// back.
    @Nullable
    Backend fresh(SessionState session);

    /// Why there is none.
    String whyUnreachable();

    /// How long a command waits for a server that can be reached.
    Duration patience();

    /// A server was ejected or may be tried again.
    void nodesChanged();

    /// Whether the choice depends on nothing but the session, so that it may be kept until [#epoch] grows.
    boolean isSameForAllKeys();
}
