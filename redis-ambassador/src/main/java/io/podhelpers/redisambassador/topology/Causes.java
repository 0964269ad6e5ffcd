package io.podhelpers.redisambassador.topology;

import io.podhelpers.runtime.Secrets;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/// A failure in a few words, for one log line.
final class Causes {
    private static final int DEEPEST = 10;

    private Causes() {}

    static String inWords(Throwable problem) {
        Throwable cause = problem;
        for (int depth = 0; depth < DEEPEST && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case UnknownHostException _ -> "unknown host";
            case TimeoutException _, SocketTimeoutException _ -> "no answer in time";
            case ConnectException _ -> "connection refused";
            default -> Secrets.redact(String.valueOf(cause.getMessage())).strip();
        };
    }
}
