/// Tests of the log shipper.
@NullMarked
package io.podhelpers.logshipper;

import org.jspecify.annotations.NullMarked;
