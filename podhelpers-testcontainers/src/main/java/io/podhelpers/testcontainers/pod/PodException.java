package io.podhelpers.testcontainers.pod;

/// A Pod that cannot be run as its manifest says: the message names the Pod, the container and the reason.
public final class PodException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PodException(String message) {
        super(message);
    }

    PodException(String message, Throwable cause) {
        super(message, cause);
    }
}
