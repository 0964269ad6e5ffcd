package io.podhelpers.gitsync.credentials;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.podhelpers.gitsync.support.SettableClock;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GitHubAppTokensTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern CLAIMS = Pattern.compile("\\{\"iat\":(\\d+),\"exp\":(\\d+),\"iss\":\"([^\"]+)\"}");
    private static final int PKCS8_PREFIX_BYTES = 26;

    private static KeyPair keys;

    @TempDir
    private Path folder;

    private final SettableClock clock = SettableClock.atNoon();
    private final List<Boolean> refreshes = new ArrayList<>();
    private final AtomicReference<Optional<FakeService.Answer>> forced = new AtomicReference<>(Optional.empty());
    private FakeService github;

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @BeforeEach
    void start() throws IOException {
        github = new FakeService(this::strict);
    }

    @AfterEach
    void stop() {
        github.close();
    }

    /// Answers as GitHub does, and refuses whatever its documentation does not ask for.
    private FakeService.Answer strict(HttpExchange exchange) {
        if (forced.get().isPresent()) {
            return forced.get().get();
        }
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        if (!exchange.getRequestMethod().equals("POST") || !"application/vnd.github+json".equals(accept)) {
            return new FakeService.Answer(415, "{\"message\":\"method or accept\"}");
        }
        if (!exchange.getRequestURI().toString().equals("/api/v3/app/installations/42/access_tokens")) {
            return new FakeService.Answer(404, "{\"message\":\"Not Found\"}");
        }
        String fault = faultOf(authorization);
        if (!fault.isEmpty()) {
            return new FakeService.Answer(401, "{\"message\":\"" + fault + "\"}");
        }
        return new FakeService.Answer(
                201,
                "{\"token\":\"ghs_%d\",\"expires_at\":\"%s\",\"permissions\":{\"contents\":\"read\"},\"repositories\":[{\"token\":\"no\"}]}"
                        .formatted(github.requests(), clock.instant().plus(Duration.ofHours(1))));
    }

    private String faultOf(String authorization) {
        String[] parts = authorization.replaceFirst("^Bearer ", "").split("\\.", -1);
        if (!authorization.startsWith("Bearer ") || parts.length != 3) {
            return "A JSON web token could not be decoded";
        }
        Base64.Decoder base64 = Base64.getUrlDecoder();
        if (!new String(base64.decode(parts[0]), UTF_8).equals("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")) {
            return "header";
        }
        Matcher claims = CLAIMS.matcher(new String(base64.decode(parts[1]), UTF_8));
        if (!claims.matches() || !claims.group(3).equals("Iv23liABC")) {
            return "claims";
        }
        long now = clock.instant().getEpochSecond();
        if (Long.parseLong(claims.group(1)) > now) {
            return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
        }
        long lifetime = Long.parseLong(claims.group(2)) - now;
        if (lifetime <= 0 || lifetime > 600) {
            return "'Expiration time' claim ('exp') is too far in the future";
        }
        return isSigned(parts[0] + "." + parts[1], base64.decode(parts[2])) ? "" : "Bad credentials";
    }

    private static boolean isSigned(String text, byte[] signature) {
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(keys.getPublic());
            check.update(text.getBytes(US_ASCII));
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Test
    void buysATokenWithASignedWebToken() throws IOException {
        IssuedLogin login = tokens(pkcs8()).current();
        assertThat(login.password()).isEqualTo("ghs_1");
        assertThat(login.username()).isNotEmpty();
        assertThat(refreshes).containsExactly(true);
    }

    @Test
    void readsTheKeyInTheFormThatGithubHandsOut() throws IOException {
        assertThat(tokens(pkcs1()).current().password()).isEqualTo("ghs_1");
    }

    @Test
    void readsTheKeyFromItsFileForEachToken() throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), "rubbish");
        GitHubAppTokens tokens = new GitHubAppTokens(
                new GitHubApp(github.url() + "/api/v3/", "Iv23liABC", 42, null, file), LIMIT, clock, refreshes::add);
        assertThatThrownBy(tokens::current).isInstanceOf(UserError.class);
        Files.writeString(file, pkcs1());
        assertThat(tokens.current().password()).isEqualTo("ghs_1");
        assertThat(refreshes).containsExactly(false, true);
    }

    @Test
    void keepsATokenUntilThirtySecondsBeforeItExpires() throws IOException {
        GitHubAppTokens tokens = tokens(pkcs8());
        assertThat(tokens.current().password()).isEqualTo("ghs_1");
        clock.advance(Duration.ofMinutes(59).plusSeconds(29));
        assertThat(tokens.current().password()).isEqualTo("ghs_1");
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.current().password()).isEqualTo("ghs_2");
        assertThat(github.requests()).isEqualTo(2);
    }

    @Test
    void usesATokenToItsLastSecondWhenGithubIsDown() throws IOException {
        GitHubAppTokens tokens = tokens(pkcs8());
        tokens.current();
        forced.set(Optional.of(new FakeService.Answer(503, "<html>")));
        clock.advance(Duration.ofMinutes(59).plusSeconds(59));
        assertThat(tokens.current().password()).isEqualTo("ghs_1");
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(tokens::current).hasMessage("GitHub App token: status 503 (expected: 201): no message");
        assertThat(refreshes).containsExactly(true, false, false);
    }

    @Test
    void tellsGithubsReason() {
        GitHubAppTokens tokens = new GitHubAppTokens(
                new GitHubApp(github.url() + "/api/v3", "another", 42, pkcs8(), null), LIMIT, clock, refreshes::add);
        assertThatThrownBy(tokens::current).hasMessage("GitHub App token: status 401 (expected: 201): claims");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|GitHub App token: no token in the answer",
                "[1]|GitHub App token: no token in the answer",
                "{\"token\":\"t\"}|GitHub App token: no expires_at in the answer (expected: an RFC 3339 time)",
                "{\"token\":\"t\",\"expires_at\":\"soon\"}|GitHub App token: no expires_at in the answer (expected: an RFC 3339 time)"
            })
    void refusesAnAnswerWithoutTokenOrExpiry(String body, String message) {
        forced.set(Optional.of(new FakeService.Answer(201, body)));
        assertThatThrownBy(tokens(pkcs8())::current)
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAAAA\n-----END RSA PRIVATE KEY-----"
            })
    void aKeyThatIsNoneIsTheUsersError(String key) {
        assertThatThrownBy(tokens(key)::current)
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--github-app-private-key-file: ")
                .hasMessageNotContaining("AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api.github.com", "ssh://git@github.com", "https://"})
    void anotherBaseUrlIsTheUsersError(String base) {
        assertThatThrownBy(() -> new GitHubApp(base, "Iv23liABC", 42, "key", null))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--github-base-url: ");
    }

    @Test
    void anIssuerThatWouldBreakTheTokenIsTheUsersError() {
        assertThatThrownBy(() -> new GitHubApp("https://api.github.com", "a\"b", 42, "key", null))
                .isInstanceOf(UserError.class);
    }

    private GitHubAppTokens tokens(String key) {
        return new GitHubAppTokens(
                new GitHubApp(github.url() + "/api/v3", "Iv23liABC", 42, key, null), LIMIT, clock, refreshes::add);
    }

    private static String pkcs8() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private static String pkcs1() {
        byte[] pkcs8 = keys.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_PREFIX_BYTES, pkcs8.length));
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
