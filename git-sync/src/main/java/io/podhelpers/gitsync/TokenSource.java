package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.IssuedLogin;
import java.io.IOException;
import java.util.Optional;

/// Where a user name and password come from that change by themselves.
@FunctionalInterface
interface TokenSource {
    /// What is valid now, or nothing if nobody is to be asked.
    ///
    /// @throws IOException if whoever is asked does not answer well
    Optional<IssuedLogin> current() throws IOException;
}
