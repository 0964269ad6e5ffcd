package io.podhelpers.nginxexporter.accesslog;

import java.util.OptionalDouble;

/// What one line of the access log says about one request.
///
/// @param method as in the request, of letters only
/// @param status 100..599, or what else nginx logged
/// @param bytes sent to the client
/// @param requestSeconds `$request_time`, if the format has it
/// @param upstreamSeconds the sum of `$upstream_response_time`, if the request went upstream
record AccessLogLine(
        String method, int status, long bytes, OptionalDouble requestSeconds, OptionalDouble upstreamSeconds) {

    /// The line is not of a form that is understood.
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }
}
