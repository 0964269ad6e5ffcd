@NullMarked
package io.podhelpers.gitsync.verify;

import org.jspecify.annotations.NullMarked;
