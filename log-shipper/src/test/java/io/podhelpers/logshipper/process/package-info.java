/// Tests of the whole program as a process that can be killed.
@NullMarked
package io.podhelpers.logshipper.process;

import org.jspecify.annotations.NullMarked;
