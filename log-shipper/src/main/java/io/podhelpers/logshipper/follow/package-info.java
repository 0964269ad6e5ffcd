/// Finding the log files, keeping hold of them through rotation, and reading them line by line.
@NullMarked
package io.podhelpers.logshipper.follow;

import org.jspecify.annotations.NullMarked;
