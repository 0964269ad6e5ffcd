@NullMarked
package io.podhelpers.gitsync;

import org.jspecify.annotations.NullMarked;
