package io.podhelpers.gitsync;

import java.io.IOException;

/// Somebody to tell of a published revision.
interface Hook {
    /// The name in metrics and log.
    String name();

    /// Tells of it.
    ///
    /// @throws IOException if it has to be told again
    void run(String hash) throws IOException, InterruptedException;
}
