@NullMarked
package io.podhelpers.gitsync.credentials;

import org.jspecify.annotations.NullMarked;
