package io.podhelpers.runtime;

/// A mistake that the user can mend: the process prints the message as one line and exits 1, without a stack trace.
///
/// The message says what was got, what was expected and where: `--period: '0s' (expected: at least 10ms)`.
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
