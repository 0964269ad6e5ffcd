/// Where the records go: each sink takes a batch of them and says what came of it.
@NullMarked
package io.podhelpers.logshipper.sink;

import org.jspecify.annotations.NullMarked;
