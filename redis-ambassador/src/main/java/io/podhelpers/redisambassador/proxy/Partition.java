package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import org.jspecify.annotations.Nullable;

/// How the keys are divided among servers: what [FanOut] has to know to split a request.
interface Partition {
    /// A number that keys have in common if one request may name them together.
    int group(Arguments request, int argument);

    /// The connection for the keys of a group; null if it cannot be reached just now.
    ///
    /// @param reads whether a replica may take it
    @Nullable
    Backend forGroup(SessionState session, int group, boolean reads);

    /// The error for a command that would need keys of several groups at once.
    String notTogether(Command command);

    /// The route that commands which several servers answer are counted under.
    CommandCounts.Route route();
}
