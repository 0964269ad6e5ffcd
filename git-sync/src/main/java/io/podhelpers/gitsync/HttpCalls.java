package io.podhelpers.gitsync;

import io.podhelpers.gitsync.egress.HttpClients;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;

/// The client for webhooks; made at the first use, since most pods have none.
final class HttpCalls {
    private HttpCalls() {}

    private static final class Holder {
        static final HttpClient CLIENT = HttpClients.builder(Redirect.NORMAL).build();
    }

    static HttpClient client() {
        return Holder.CLIENT;
    }
}
