package io.podhelpers.gitsync;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// Makes an HTTP request with an empty body and the hash in a header.
record WebHook(HooksConfig.WebCall call) implements Hook {
    @Override
    public String name() {
        return "webhook";
    }

    // messages name the host alone: with many services the path or the query is the secret
    @Override
    public void run(String hash) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(call.url()))
                .method(call.method(), BodyPublishers.noBody())
                .header("Gitsync-Hash", hash)
                .timeout(call.timeout())
                .build();
        HttpResponse<Void> response = HttpCalls.client().send(request, BodyHandlers.discarding());
        boolean any = call.successStatus() <= 0;
        if (!any && response.statusCode() != call.successStatus()) {
            throw new SyncException("webhook " + request.uri().getScheme() + "://"
                    + request.uri().getHost() + ": status " + response.statusCode()
                    + " (expected: " + call.successStatus() + ")");
        }
    }
}
