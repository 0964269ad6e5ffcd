package io.podhelpers.redisambassador.resp;

/// Bytes that are not the Redis protocol; the message is worded as Redis words it, without the leading `ERR`.
///
/// Carries no stack trace: hostile peers must not be able to make it expensive.
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super("Protocol error: " + message, null, false, false);
    }
}
