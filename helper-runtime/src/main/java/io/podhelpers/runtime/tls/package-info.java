/// PEM files as the JDK's TLS takes them, with a user's mistakes in one line.
@NullMarked
package io.podhelpers.runtime.tls;

import org.jspecify.annotations.NullMarked;
