package io.podhelpers.gitsync.push;

import java.io.InputStream;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request, whatever it came by.
///
/// @param method the HTTP method
/// @param headers a header's first value by its name
/// @param body read at most once
record PushRequest(String method, Function<String, @Nullable String> headers, InputStream body) {
    /// The length that the sender announced, or -1.
    long contentLength() {
        String text = headers.apply("Content-Length");
        return text == null || !text.matches("\\d{1,18}") ? -1 : Long.parseLong(text);
    }

    boolean isForm() {
        String type = headers.apply("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }
}
