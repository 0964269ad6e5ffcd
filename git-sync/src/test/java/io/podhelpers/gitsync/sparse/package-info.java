@NullMarked
package io.podhelpers.gitsync.sparse;

import org.jspecify.annotations.NullMarked;
