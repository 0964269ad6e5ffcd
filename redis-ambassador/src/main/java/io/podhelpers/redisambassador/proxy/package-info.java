/// The data path: from a client's bytes to the right server and back, all of it on event loops.
@NullMarked
package io.podhelpers.redisambassador.proxy;

import org.jspecify.annotations.NullMarked;
