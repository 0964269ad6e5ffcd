package io.podhelpers.nginxexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;

/// One answer, whole.
///
/// @param headers beside `Content-Type`, `Content-Length`, `Date` and `Connection`
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    public static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", Map.of(), body.getBytes(UTF_8));
    }

    public static Answer html(String body) {
        return new Answer(200, "text/html; charset=utf-8", Map.of(), body.getBytes(UTF_8));
    }

    /// The same with one more header.
    public Answer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, body);
    }

    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "HTTP Version Not Supported";
            default -> "Status " + status;
        };
    }
}
