package io.podhelpers.nginxexporter.nginx;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One whole answer of nginx.
///
/// @param headers names in lower case; of a repeated header the last value
/// @param body decoded from its transfer coding
/// @param keepsAlive whether another request may follow on this connection
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record HttpResponse(int status, Map<String, String> headers, byte[] body, boolean keepsAlive) {
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
