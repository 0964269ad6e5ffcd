/// What the user asked for, as validated records.
@NullMarked
package io.podhelpers.redisambassador.config;

import org.jspecify.annotations.NullMarked;
