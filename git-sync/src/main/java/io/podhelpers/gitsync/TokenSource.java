package io.podhelpers.gitsync;

import java.io.IOException;
import java.util.Optional;

/// Where a user name and password come from that change by themselves.
@FunctionalInterface
interface TokenSource {
    /// A name and what proves it.
    ///
    /// @param password a password or a short-lived token
    record Token(String username, String password) {
        @Override
        public String toString() {
            return "Token[" + username + "]";
        }
    }

    /// What is valid now, or nothing if nobody is to be asked.
    ///
    /// @throws SyncException if whoever is asked does not answer well
    Optional<Token> current() throws IOException;
}
