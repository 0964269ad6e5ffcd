@NullMarked
package io.podhelpers.logshipper.filter;

import org.jspecify.annotations.NullMarked;
