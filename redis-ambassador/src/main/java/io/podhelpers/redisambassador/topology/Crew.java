package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/// Whoever goes and asks the servers. One thread; each question takes no longer than a timeout.
interface Crew extends AutoCloseable {

    /// Asks all of them; who did not answer is missing.
    Map<NodeAddress, Sighting> lookAt(Collection<NodeAddress> addresses);

    /// What all of them say about the cluster's slots; who does not answer is missing.
    List<ClusterReply> askCluster(Collection<NodeAddress> addresses);

    /// The reply to `COMMAND`; empty if it was refused or did not come in time.
    List<?> commandsOf(NodeAddress address);

    /// What a key holds there; the empty text if it does not exist.
    ///
    /// @throws CompletionException if it was refused or did not come in time
    String valueOf(NodeAddress address, String key);

    /// Lets go of servers that are not known any more.
    void keepOnly(Collection<NodeAddress> known);

    /// Who did not answer the last time, and why.
    Map<String, String> troubles();

    @Override
    void close();
}
