package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;

/// Opens connections to upstream servers, beside the event loop.
interface Connector {
    /// Begins to connect; the backend is told, on the lane's loop, how it went.
    void connect(Lane lane, NodeAddress node, Backend backend);
}
