@NullMarked
package io.podhelpers.logshipper.config;

import org.jspecify.annotations.NullMarked;
