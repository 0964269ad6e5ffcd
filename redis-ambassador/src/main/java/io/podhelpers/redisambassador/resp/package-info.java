/// The Redis protocol on the wire: where requests and replies begin and end, never what they mean.
@NullMarked
package io.podhelpers.redisambassador.resp;

import org.jspecify.annotations.NullMarked;
