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

    @Test
    void showsThePushedPageAndKeepsItWhileTheGitServerIsAway() {
        PodContainer web = pods.pod("demo-web");
        assertThat(Web.get(web, 8080, "/")).isEqualTo("<h1>demo-web</h1>\n");
        assertThat(Web.get(web, 8080, "/.git")).isEqualTo("status 404");

        String hash = push("<h1>pushed</h1>");

        Waiting.until("the page changes", () -> Web.get(web, 8080, "/"), "<h1>pushed</h1>\n"::equals);
        assertThat(web.exec("demo-web", "readlink", "/usr/share/nginx/html/current")
                        .stdout())
                .isEqualTo(".worktrees/" + hash);
        assertThat(Web.get(web, 9115, "/metrics")).contains("git_sync_count_total{status=\"success\"}");
        PodChecks.startedInOrder(web);

        pods.pod("git-server-0").freeze("git-server");
        assertThat(Web.get(web, 8080, "/")).isEqualTo("<h1>pushed</h1>\n");
        pods.pod("git-server-0").unfreeze("git-server");
        push("<h1>back</h1>");
        Waiting.until("the page changes", () -> Web.get(web, 8080, "/"), "<h1>back</h1>\n"::equals);

        PodChecks.isUndisturbed(web);
        PodChecks.endsWell(web);
    }

    @Test
    void publishesTheNextPushAfterACrash() {
        PodContainer web = pods.pod("demo-web");
        web.crash("git-sync");

        push("<h1>after the crash</h1>");

        Waiting.until("the page changes", () -> Web.get(web, 8080, "/"), "<h1>after the crash</h1>\n"::equals);
    }

    private String push(String page) {
        var result = pods.pod("git-server-0").exec("git-server", "commit-file", "demo-web", "index.html", page);
        assertThat(result.exitCode()).as(result.stderr()).isZero();
        return result.stdout();
    }
}
