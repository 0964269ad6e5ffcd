/// The four helpers as Testcontainers modules, for the tests of applications that run beside them.
@NullMarked
package io.podhelpers.testcontainers;

import org.jspecify.annotations.NullMarked;
