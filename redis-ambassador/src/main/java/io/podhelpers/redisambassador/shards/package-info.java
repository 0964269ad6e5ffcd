/// Which server a key lives on, exactly as nutcracker places it.
@NullMarked
package io.podhelpers.redisambassador.shards;

import org.jspecify.annotations.NullMarked;
