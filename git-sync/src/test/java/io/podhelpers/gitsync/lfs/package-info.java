@NullMarked
package io.podhelpers.gitsync.lfs;

import org.jspecify.annotations.NullMarked;
