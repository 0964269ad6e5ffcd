package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.List;
import java.util.Map;

/// Finds out who serves what, in the way of one kind of upstream. Called by one thread, may take a while.
interface Scout extends AutoCloseable {

    Topology.Kind kind();

    /// One look.
    ///
    /// @param version of the picture
    Topology look(long version);

    /// The reply to `COMMAND` of one of the servers; empty if it does not tell.
    List<?> commandsOf(NodeAddress address);

    /// What a key holds on one of the servers; the empty text if it does not exist.
    ///
    /// @throws java.util.concurrent.CompletionException if it was refused or did not come in time
    String valueOf(NodeAddress address, String key);

    /// Who did not answer in the last look, and why; empty if all is well.
    Map<String, String> troubles();

    @Override
    void close();
}
