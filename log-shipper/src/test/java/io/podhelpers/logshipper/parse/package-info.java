/// Tests of the parsers and of the JSON they become.
@NullMarked
package io.podhelpers.logshipper.parse;

import org.jspecify.annotations.NullMarked;
