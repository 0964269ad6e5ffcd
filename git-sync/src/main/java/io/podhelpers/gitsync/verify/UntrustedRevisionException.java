package io.podhelpers.gitsync.verify;

import java.io.IOException;

/// A revision that nobody who is trusted signed. The message is one line that names the object and the reason.
public final class UntrustedRevisionException extends IOException {
    private static final long serialVersionUID = 1L;

    UntrustedRevisionException(String message) {
        super(message);
    }
}
