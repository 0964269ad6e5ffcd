package io.podhelpers.redisambassador.proxy;

import org.jspecify.annotations.Nullable;

/// How replies were lost.
///
/// @param backend the connection that is no more
/// @param sent whether the server may have seen the requests
/// @param why for the client, without a code: `the connection to cache:6379 was lost`
/// @param refusal the server's own error when it did not let the connection in, null if it did
record Loss(
        Backend backend, boolean sent, String why, @Nullable String refusal) {
    /// The error that the client gets: distinct for what cannot have been executed and for what may have been.
    String error() {
        if (refusal != null) {
            return refusal;
        }
        return sent
                ? "LOSTREPLY " + why + " before it answered; the command may have been executed"
                : "UNREACHABLE " + why;
    }
}
