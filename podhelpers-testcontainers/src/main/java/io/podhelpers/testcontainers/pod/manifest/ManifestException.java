package io.podhelpers.testcontainers.pod.manifest;

/// A manifest that cannot be used: the message says where (file, line, field), what was found and what was expected.
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ManifestException(String message) {
        super(message);
    }

    public ManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
