package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import org.jspecify.annotations.Nullable;

/// What requests must have in common to share an upstream connection.
///
/// @param database the number it has selected
/// @param resp the protocol's version, 2 or 3
/// @param credentials as whom it is let in, null if nothing is asked
/// @param name what the server calls it; empty for a shared one
record BackendKey(
        NodeAddress node, int database, int resp, @Nullable Credentials credentials, String name) {}
