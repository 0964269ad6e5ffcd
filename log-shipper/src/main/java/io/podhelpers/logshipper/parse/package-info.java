/// From the bytes of one line to typed fields, without a `String` on the way.
@NullMarked
package io.podhelpers.logshipper.parse;

import org.jspecify.annotations.NullMarked;
