package io.podhelpers.gitsync;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Pushes to the branch main, as GitLab tells of them with the secret `s3cret`.
final class Pushes {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Pushes() {}

    /// Posts one, and waits for the answer.
    ///
    /// @param url of the repository
    /// @param more what else the body has, to make it longer
    /// @return the answer's status
    static int tell(int port, String url, String more) throws Exception {
        HttpRequest push = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-Gitlab-Token", "s3cret")
                .header("X-Gitlab-Event", "Push Hook")
                .POST(HttpRequest.BodyPublishers.ofString("{\"object_kind\":\"push\",\"ref\":\"refs/heads/main\","
                        + "\"project\":{\"git_http_url\":\"" + url + "\"},\"more\":\"" + more + "\"}"))
                .build();
        return HTTP.send(push, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
