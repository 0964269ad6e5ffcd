/// Which lines are shipped, and what is made unreadable in them.
@NullMarked
package io.podhelpers.logshipper.filter;

import org.jspecify.annotations.NullMarked;
