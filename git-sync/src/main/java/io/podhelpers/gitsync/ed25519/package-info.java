/// Ed25519 by the JDK itself for the ssh library, which otherwise only asks Bouncy Castle: for ssh keys and signatures.
@NullMarked
package io.podhelpers.gitsync.ed25519;

import org.jspecify.annotations.NullMarked;
