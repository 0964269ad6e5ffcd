package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;

/// What one shard gets of a request.
///
/// @param places the arguments of the whole request that are this part's keys
/// @param firstKey the whole request's first key
/// @param step arguments for each key
record Part(Backend backend, ByteBuf request, Places places, int firstKey, int step) {
    /// Which key of the whole request the part's n-th one is.
    int keyOf(int n) {
        return (places.get(n) - firstKey) / step;
    }
}
