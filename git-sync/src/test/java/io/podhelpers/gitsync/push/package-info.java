@NullMarked
package io.podhelpers.gitsync.push;

import org.jspecify.annotations.NullMarked;
