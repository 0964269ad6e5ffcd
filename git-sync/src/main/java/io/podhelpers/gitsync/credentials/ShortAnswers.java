package io.podhelpers.gitsync.credentials;

import io.podhelpers.gitsync.egress.HttpClients;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks over HTTP for something short. The answer is bounded in length, and in time from connecting to its last byte;
/// redirects are not followed, so that a secret goes nowhere but to the URL that was configured.
final class ShortAnswers {
    private static final int LONGEST_BYTES = 64 * 1024;

    private static final class Holder {
        static final HttpClient CLIENT = HttpClients.builder(Redirect.NEVER).build();
    }

    private ShortAnswers() {}

    /// @throws IOException with one line that names no secret
    static HttpResponse<String> to(HttpRequest request, Duration limit) throws IOException {
        CompletableFuture<HttpResponse<String>> answer =
                Holder.CLIENT.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_BYTES));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
