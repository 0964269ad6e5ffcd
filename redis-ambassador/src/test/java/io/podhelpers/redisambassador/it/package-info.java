/// The image in front of real servers.
@NullMarked
package io.podhelpers.redisambassador.it;

import org.jspecify.annotations.NullMarked;
