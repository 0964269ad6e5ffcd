/// Which command is it, what does it touch, and where may it go.
@NullMarked
package io.podhelpers.redisambassador.table;

import org.jspecify.annotations.NullMarked;
