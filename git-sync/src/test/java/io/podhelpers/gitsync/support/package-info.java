/// What tests of several packages share.
@NullMarked
package io.podhelpers.gitsync.support;

import org.jspecify.annotations.NullMarked;
