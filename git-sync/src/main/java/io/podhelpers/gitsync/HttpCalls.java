package io.podhelpers.gitsync;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.Executors;

/// The one client for webhooks and token services; made at the first use, since most pods have neither.
final class HttpCalls {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private HttpCalls() {}

    private static final class Holder {
        static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NORMAL)
                .connectTimeout(CONNECT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    static HttpClient client() {
        return Holder.CLIENT;
    }

    /// Sends a request from within a pass, where an interrupt means that the pass is over.
    static <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return client().send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
