package io.podhelpers.k8s;

import io.podhelpers.testcontainers.pod.PodContainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Requests to the published ports of a Pod.
final class Web {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private Web() {}

    /// The body; an answer other than 200, or none, is part of the text that comes back.
    static String get(PodContainer pod, int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://" + pod.getHost() + ":" + pod.getMappedPort(port) + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
