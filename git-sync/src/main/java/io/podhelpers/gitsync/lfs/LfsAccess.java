package io.podhelpers.gitsync.lfs;

import io.podhelpers.gitsync.json.Json;
import io.podhelpers.gitsync.json.MalformedJson;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A URL with the headers that open it: an object's `download` action, or what `git-lfs-authenticate` prints. Its text
/// shows neither path nor headers, since both may hold a secret.
public record LfsAccess(URI href, Map<String, String> headers) {
    public LfsAccess {
        headers = Map.copyOf(headers);
    }

    /// Reads what `git-lfs-authenticate` printed on the ssh server.
    public static LfsAccess parse(String json) throws IOException {
        try {
            return Json.read(new StringReader(json), parser -> {
                LfsAccess access = read(parser);
                if (access == null) {
                    throw new MalformedJson("no href");
                }
                return access;
            });
        } catch (MalformedJson e) {
            throw new IOException("git-lfs-authenticate: " + e.getMessage(), e);
        }
    }

    /// The object at the parser's place; null if it has no usable URL.
    static @Nullable LfsAccess read(JsonParser parser) throws MalformedJson {
        String href = null;
        Map<String, String> headers = Map.of();
        Json.enterObject(parser);
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("href")) {
                href = Json.string(parser).orElse(null);
            } else if (name.equals("header") && value == JsonToken.START_OBJECT) {
                headers = headers(parser);
            } else {
                parser.skipChildren();
            }
        }
        return href == null ? null : new LfsAccess(url(href), headers);
    }

    private static Map<String, String> headers(JsonParser parser) throws MalformedJson {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            String value = Json.string(parser).orElse("");
            headers.put(name, value);
        }
        return headers;
    }

    private static URI url(String href) throws MalformedJson {
        try {
            URI url = URI.create(href);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedJson("an href that is not a URL");
        }
        throw new MalformedJson("an href that is not of http or https");
    }

    @Override
    public String toString() {
        return "LfsAccess[" + href.getScheme() + "://" + href.getRawAuthority() + "]";
    }
}
