package io.podhelpers.gitsync;

import java.io.IOException;

/// A pass that did not reach its end; the message is one line for the log and the error file, without secrets.
final class SyncException extends IOException {
    private static final long serialVersionUID = 1L;

    SyncException(String message) {
        super(message);
    }

    SyncException(String message, Throwable cause) {
        super(message, cause);
    }
}
