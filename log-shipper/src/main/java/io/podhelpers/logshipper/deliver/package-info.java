/// From lines to acknowledged batches.
@NullMarked
package io.podhelpers.logshipper.deliver;

import org.jspecify.annotations.NullMarked;
