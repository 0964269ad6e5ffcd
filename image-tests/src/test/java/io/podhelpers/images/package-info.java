/// What holds for all four images alike.
@NullMarked
package io.podhelpers.images;

import org.jspecify.annotations.NullMarked;
