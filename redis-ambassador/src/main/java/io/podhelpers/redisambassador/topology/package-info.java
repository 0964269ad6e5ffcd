/// Who is primary, who are the replicas, and how far behind are they; watched through Lettuce, beside the data path.
@NullMarked
package io.podhelpers.redisambassador.topology;

import org.jspecify.annotations.NullMarked;
