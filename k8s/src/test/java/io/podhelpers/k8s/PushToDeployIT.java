package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.PodContainer;
import io.podhelpers.testcontainers.pod.PodSet;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PushToDeployIT {
    private final PodSet pods = PodSet.fromYaml(Path.of("push-to-deploy"));

    @BeforeEach
    void start() {
        pods.start();
    }

    @AfterEach
    void close() {
        pods.close();
    }

    /// That a push is served, also while the git server is away, is in the example's README.
    @Test
    void linksTheRevisionThatWasPushedAndGoesOnAfterACrash() {
        PodContainer web = pods.pod("demo-web");
        assertThat(Web.get(web, 8080, "/.git")).isEqualTo("status 404");
        PodChecks.startedInOrder(web);

        String hash = push("<h1>pushed</h1>");
        Waiting.until("the page changes", () -> Web.get(web, 8080, "/"), "<h1>pushed</h1>\n"::equals);
        assertThat(web.exec("demo-web", "readlink", "/usr/share/nginx/html/current")
                        .stdout())
                .isEqualTo(".worktrees/" + hash);
        PodChecks.isUndisturbed(web);

        web.crash("git-sync");
        push("<h1>after the crash</h1>");
        Waiting.until("the page changes", () -> Web.get(web, 8080, "/"), "<h1>after the crash</h1>\n"::equals);
        PodChecks.endsWell(web);
    }

    private String push(String page) {
        var result = pods.pod("git-server-0").exec("git-server", "commit-file", "demo-web", "index.html", page);
        assertThat(result.exitCode()).as(result.stderr()).isZero();
        return result.stdout();
    }
}
