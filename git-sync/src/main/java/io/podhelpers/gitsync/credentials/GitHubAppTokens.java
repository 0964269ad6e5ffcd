package io.podhelpers.gitsync.credentials;

import io.podhelpers.gitsync.json.Json;
import io.podhelpers.gitsync.json.MalformedJson;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonToken;

/// Installation access tokens of a GitHub App, each used until 30 s before it expires.
///
/// As GitHub's "Generating a JSON Web Token (JWT) for a GitHub App" and "Generating an installation access token" have
/// it: an RS256 token that was issued a minute ago, for clocks that differ, and lives less than ten minutes buys the
/// installation's token. One thread at a time.
public final class GitHubAppTokens {
    private static final Logger log = LoggerFactory.getLogger(GitHubAppTokens.class);
    private static final int CREATED = 201;
    private static final int LONGEST_REASON = 200;
    private static final String USERNAME = "x-access-token"; // any name does
    private static final Duration REFRESH_BEFORE_EXPIRY = Duration.ofSeconds(30);
    private static final Duration ISSUED_AGO = Duration.ofSeconds(60);
    private static final Duration VALID_FOR = Duration.ofMinutes(9);

    /// Told of each request for a token.
    @FunctionalInterface
    public interface Refreshes {
        void refreshed(boolean succeeded);
    }

    private record Token(String value, Instant expiry) {}

    private final GitHubApp app;
    private final Duration limit;
    private final InstantSource clock;
    private final Refreshes refreshes;
    private @Nullable Token token;

    /// @param limit how long GitHub may take
    public GitHubAppTokens(GitHubApp app, Duration limit, InstantSource clock, Refreshes refreshes) {
        this.app = app;
        this.limit = limit;
        this.clock = clock;
        this.refreshes = refreshes;
    }

    /// The token to use now. A token that is about to expire outlives a failing refresh to its last second.
    ///
    /// @throws IOException if there is none, with GitHub's reason
    public IssuedLogin current() throws IOException {
        Token now = token;
        if (now == null || isOver(now, REFRESH_BEFORE_EXPIRY)) {
            now = refreshed(now);
        }
        return new IssuedLogin(USERNAME, now.value());
    }

    private Token refreshed(@Nullable Token old) throws IOException {
        try {
            Token fresh = request();
            refreshes.refreshed(true);
            token = fresh;
            return fresh;
        } catch (IOException | RuntimeException e) {
            refreshes.refreshed(false);
            if (old == null || isOver(old, Duration.ZERO)) {
                throw e;
            }
            log.atWarn().addKeyValue("reason", e.getMessage()).log("cannot refresh the GitHub App's token in time");
            return old;
        }
    }

    private boolean isOver(Token held, Duration before) {
        return !clock.instant().isBefore(held.expiry().minus(before));
    }

    private Token request() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(app.tokenUrl())
                .header("Authorization", "Bearer " + webToken())
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer;
        try {
            answer = ShortAnswers.to(request, limit);
        } catch (IOException e) {
            throw new IOException("GitHub App token: " + e.getMessage(), e);
        }
        Map<String, String> fields = fields(answer.body());
        if (answer.statusCode() != CREATED) {
            throw new IOException("GitHub App token: status " + answer.statusCode() + " (expected: 201): "
                    + brief(fields.getOrDefault("message", "no message")));
        }
        return token(fields);
    }

    private static Token token(Map<String, String> fields) throws IOException {
        String value = fields.getOrDefault("token", "");
        if (value.isEmpty()) {
            throw new IOException("GitHub App token: no token in the answer");
        }
        try {
            return new Token(value, Instant.parse(fields.getOrDefault("expires_at", "")));
        } catch (DateTimeParseException e) {
            throw new IOException("GitHub App token: no expires_at in the answer (expected: an RFC 3339 time)", e);
        }
    }

    /// The strings on the answer's top level; none if it is not JSON.
    private static Map<String, String> fields(String body) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try {
            return Json.read(new StringReader(body), parser -> {
                Json.enterObject(parser);
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    if (parser.nextToken() == JsonToken.VALUE_STRING) {
                        fields.put(name, parser.getString());
                    }
                    parser.skipChildren();
                }
                return fields;
            });
        } catch (MalformedJson e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("GitHub answered something else than JSON");
            return Map.of();
        }
    }

    private static String brief(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
    }

    private String webToken() {
        Instant now = clock.instant();
        String header = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        String claims = base64("{\"iat\":%d,\"exp\":%d,\"iss\":\"%s\"}"
                .formatted(
                        now.minus(ISSUED_AGO).getEpochSecond(),
                        now.plus(VALID_FOR).getEpochSecond(),
                        app.issuer()));
        String signed = header + "." + claims;
        return signed + "." + sign(key(), signed);
    }

    private PrivateKey key() {
        PrivateKey key = Pem.privateKeyIn("--github-app-private-key-file", app.currentKey());
        if (!key.getAlgorithm().equals("RSA")) {
            throw new UserError(
                    "--github-app-private-key-file: a key of " + key.getAlgorithm() + " (expected: an RSA key)");
        }
        return key;
    }

    private static String sign(PrivateKey key, String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with the GitHub App's key", e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
