package io.podhelpers.gitsync.credentials;

import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A service that answers GET with two lines, `username=…` and `password=…`; asked anew before each pass.
///
/// Other lines of the form `key=value` are passed over, as git's credential protocol has more keys. Any thread.
public final class AskPass {
    private static final int OK = 200;

    private final URI url;
    private final Duration limit;

    /// @param limit how long the service may take
    /// @throws UserError if the URL is not of http or https
    public AskPass(String url, Duration limit) {
        this.url = check(url);
        this.limit = limit;
    }

    private static URI check(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new UserError("--askpass-url: not a URL (expected: http://host/path)", e);
        }
        throw new UserError("--askpass-url: '" + Secrets.redact(url) + "' (expected: http://host/path)");
    }

    /// Asks once.
    ///
    /// @throws IOException if there is no answer, or not one that holds both lines
    public IssuedLogin ask() throws IOException {
        HttpResponse<String> answer;
        try {
            answer = ShortAnswers.to(HttpRequest.newBuilder(url).GET().build(), limit);
        } catch (IOException e) {
            throw new IOException("askpass " + place() + ": " + e.getMessage(), e);
        }
        if (answer.statusCode() != OK) {
            throw new IOException("askpass " + place() + ": status " + answer.statusCode() + " (expected: 200)");
        }
        return read(answer.body());
    }

    private IssuedLogin read(String body) throws IOException {
        String username = null;
        String password = null;
        for (String line : body.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 0 && !line.isBlank()) {
                throw unusable("a line without '='");
            }
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            switch (key) {
                case "username" -> username = line.substring(equals + 1);
                case "password" -> password = line.substring(equals + 1);
                default -> {} // another key of git's protocol
            }
        }
        return new IssuedLogin(required("username", username), required("password", password));
    }

    private String required(String key, @Nullable String value) throws IOException {
        if (value == null || value.isEmpty()) {
            throw unusable("no " + key);
        }
        return value;
    }

    private IOException unusable(String why) {
        return new IOException("askpass " + place() + ": " + why + " (expected: lines username=… and password=…)");
    }

    private String place() {
        // neither user info nor query: both may hold a secret
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
    }
}
