/// Giving the disk back what is shipped of logs that nobody rotates.
@NullMarked
package io.podhelpers.logshipper.reclaim;

import org.jspecify.annotations.NullMarked;
