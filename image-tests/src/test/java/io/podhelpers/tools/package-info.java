/// The scripts in `tools` that decide whether a build is good.
@NullMarked
package io.podhelpers.tools;

import org.jspecify.annotations.NullMarked;
