package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import org.jspecify.annotations.Nullable;

/// What requests must have in common to share an upstream connection.
///
/// @param database the number it has selected
/// @param resp the protocol's version, 2 or 3
/// @param credentials as whom it is let in, null if nothing is asked
/// @param replica whether it is a cluster's replica, which has to be told that reads are meant
/// @param untouching whether reads leave what the server knows of the keys' use as it is
/// @param name what the server calls it; empty for a shared one
record BackendKey(
        NodeAddress node,
        int database,
        int resp,
        @Nullable Credentials credentials,
        boolean replica,
        boolean untouching,
        String name) {}
