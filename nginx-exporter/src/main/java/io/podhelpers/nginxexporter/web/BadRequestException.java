package io.podhelpers.nginxexporter.web;

/// What came is not a request that this server takes; answered, and the connection closed.
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    Answer answer() {
        return Answer.text(status, getMessage() + "\n");
    }
}
