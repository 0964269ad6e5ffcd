/// Runs the commands that READMEs show and compares what they print with what is shown there.
@NullMarked
package io.podhelpers.k8s.guide;

import org.jspecify.annotations.NullMarked;
