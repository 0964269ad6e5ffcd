@NullMarked
package io.podhelpers.logshipper.deliver;

import org.jspecify.annotations.NullMarked;
