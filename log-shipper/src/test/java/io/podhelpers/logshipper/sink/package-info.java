/// Tests of the sinks against real receivers and files.
@NullMarked
package io.podhelpers.logshipper.sink;

import org.jspecify.annotations.NullMarked;
