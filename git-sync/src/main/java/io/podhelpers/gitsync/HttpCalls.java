package io.podhelpers.gitsync;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.concurrent.Executors;

/// The client for webhooks; made at the first use, since most pods have none.
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
}
