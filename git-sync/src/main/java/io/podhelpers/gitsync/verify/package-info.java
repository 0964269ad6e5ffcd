/// Signed only: a revision is published if somebody who is trusted signed its commit or its tag.
///
/// The signatures and the allowed-signers file are those of OpenSSH (PROTOCOL.sshsig; ssh-keygen(1), "ALLOWED SIGNERS";
/// gitformat-signature(5)). JGit reads and checks the signatures; whose keys count and what has to be signed is decided
/// here.
///
/// `SignaturePolicy` (commit or tag) → JGit (signature) → `AllowedSignersFile` → `AllowedSigner` (a line)
@NullMarked
package io.podhelpers.gitsync.verify;

import org.jspecify.annotations.NullMarked;
