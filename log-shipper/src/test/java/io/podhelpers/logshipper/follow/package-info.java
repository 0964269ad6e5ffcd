/// Tests of finding and reading logs.
@NullMarked
package io.podhelpers.logshipper.follow;

import org.jspecify.annotations.NullMarked;
