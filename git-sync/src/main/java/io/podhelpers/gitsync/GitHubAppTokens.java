package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tokens of a GitHub App's installation: a JWT signed with the app's key (RS256) buys one, and a new one is bought half a
/// minute before it expires.
final class GitHubAppTokens implements TokenSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BEFORE_EXPIRY = Duration.ofSeconds(30);
    private static final Duration JWT_LIFE = Duration.ofMinutes(10);
    // the server's clock may be behind
    private static final Duration JWT_SKEW = Duration.ofMinutes(1);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final AccessConfig.GitHubApp app;
    private final SyncMetrics metrics;
    private final InstantSource clock;
    private @Nullable String token;
    private Instant expiry = Instant.MIN;

    GitHubAppTokens(AccessConfig.GitHubApp app, SyncMetrics metrics, InstantSource clock) {
        this.app = app;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Optional<Token> current() throws IOException {
        if (token == null || !clock.instant().isBefore(expiry.minus(BEFORE_EXPIRY))) {
            refresh();
        }
        return Optional.of(new Token("-", Objects.requireNonNull(token)));
    }

    private void refresh() throws IOException {
        try {
            buy();
            metrics.gitHubTokenRefreshed(true);
        } catch (IOException e) {
            metrics.gitHubTokenRefreshed(false);
            throw new SyncException("GitHub App token from " + Secrets.redact(app.baseUrl()) + ": " + e.getMessage(), e);
        }
    }

    private void buy() throws IOException {
        String base = app.baseUrl().replaceAll("/+$", "");
        URI uri = URI.create(base + "/app/installations/" + app.installationId() + "/access_tokens");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + jwt())
                .header("Accept", "application/vnd.github+json")
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = HttpCalls.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new SyncException("status " + response.statusCode() + " (expected: 201)");
        }
        read(response.body());
    }

    private void read(String body) throws SyncException {
        try {
            if (Json.parse(body) instanceof Map<?, ?> fields
                    && fields.get("token") instanceof String newToken
                    && fields.get("expires_at") instanceof String expiresAt) {
                expiry = Instant.parse(expiresAt);
                token = newToken;
                return;
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new SyncException("an answer that cannot be read", e);
        }
        throw new SyncException("no token or expires_at in the answer");
    }

    private String jwt() throws IOException {
        Instant now = clock.instant();
        String header = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        String claims = encode("{\"iat\":" + now.minus(JWT_SKEW).getEpochSecond()
                + ",\"exp\":" + now.plus(JWT_LIFE).minus(JWT_SKEW).getEpochSecond()
                + ",\"iss\":" + Json.quote(app.issuer()) + "}");
        String signed = header + "." + claims;
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(RsaKey.read(pem()));
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new UserError("--github-app-private-key-file: " + e.getMessage() + " (expected: an RSA key in PEM)", e);
        }
    }

    private String pem() {
        String own = app.key();
        return own != null
                ? own
                : Secrets.read("--github-app-private-key-file", Objects.requireNonNull(app.keyFile()));
    }

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes(UTF_8));
    }
}
