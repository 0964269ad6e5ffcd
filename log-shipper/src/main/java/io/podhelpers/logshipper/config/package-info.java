/// The configuration file: YAML with the names of the options.
@NullMarked
package io.podhelpers.logshipper.config;

import org.jspecify.annotations.NullMarked;
