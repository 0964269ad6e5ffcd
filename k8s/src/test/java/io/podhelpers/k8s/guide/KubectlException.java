package io.podhelpers.k8s.guide;

/// What kubectl would say on standard error, or that this one does not know how.
final class KubectlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    KubectlException(String message) {
        this(message, 1);
    }

    KubectlException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
