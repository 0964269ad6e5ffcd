/// Signed only: a revision is published if somebody who is trusted signed its commit or its tag.
///
/// The signatures and the allowed-signers file are those of OpenSSH (PROTOCOL.sshsig; ssh-keygen(1), "ALLOWED SIGNERS";
/// gitformat-signature(5)). JGit reads and checks the signatures; whose keys count and what has to be signed is decided
/// here.
///
/// OpenPGP signatures (RFC 4880) are checked here against a keyring's file with the JDK's own algorithms: the library
/// that JGit would take for them is larger than JGit.
///
/// `SignaturePolicy` (commit or tag) → JGit (signature) → `AllowedSignersFile` → `AllowedSigner` (a line), or
/// `PgpVerifier` → `PgpKeyring` → `PgpSignature`, `PgpPublicKey` → `PgpPackets`
@NullMarked
package io.podhelpers.gitsync.verify;

import org.jspecify.annotations.NullMarked;
