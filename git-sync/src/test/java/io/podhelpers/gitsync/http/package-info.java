@NullMarked
package io.podhelpers.gitsync.http;

import org.jspecify.annotations.NullMarked;
