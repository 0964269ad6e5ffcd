package io.podhelpers.gitsync;

import io.podhelpers.runtime.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `--askpass-url`: a service, usually in the same pod, that answers with `username=` and `password=`.
final class AskpassTokens implements TokenSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String url;
    private final SyncMetrics metrics;

    AskpassTokens(String url, SyncMetrics metrics) {
        this.url = url;
        this.metrics = metrics;
    }

    @Override
    public Optional<Token> current() throws IOException {
        try {
            Token token = ask();
            metrics.askpassCalled(true);
            return Optional.of(token);
        } catch (IOException e) {
            metrics.askpassCalled(false);
            throw new SyncException("--askpass-url " + Secrets.redact(url) + ": " + e.getMessage(), e);
        }
    }

    private Token ask() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        HttpResponse<String> response = HttpCalls.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new SyncException("status " + response.statusCode() + " (expected: 200)");
        }
        String username = field(response.body(), "username=");
        String password = field(response.body(), "password=");
        if (username == null || password == null) {
            throw new SyncException("no " + (username == null ? "username=" : "password=") + " in the answer");
        }
        return new Token(username, password);
    }

    private static @Nullable String field(String body, String prefix) {
        return body.lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
