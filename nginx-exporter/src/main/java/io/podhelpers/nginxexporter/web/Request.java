package io.podhelpers.nginxexporter.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One request's head.
///
/// @param path without the query, not decoded
/// @param query what follows the question mark, possibly empty
/// @param headers names in lower case; repeated ones joined by a comma
/// @param keepAlive whether the client may send another one
/// @param contentLength bytes of the body that follows, -1 for one of unknown length
public record Request(
        String method, String path, String query, Map<String, String> headers, boolean keepAlive, long contentLength) {
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }

    /// The first value of a query parameter, decoded.
    ///
    /// @throws IllegalArgumentException if it is not well encoded
    public Optional<String> parameter(String name) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair[0].equals(name))
                .map(pair -> pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8))
                .findFirst();
    }
}
