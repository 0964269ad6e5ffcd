@NullMarked
package io.podhelpers.redisambassador;

import org.jspecify.annotations.NullMarked;
