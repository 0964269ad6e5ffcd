package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
    @Test
    void namesTypesAndLabelsAreThoseOfGitSync() {
        ServiceMetrics metrics = new ServiceMetrics(false);
        SyncMetrics one = metrics.of("");
        one.published(Duration.ofSeconds(1));
        one.askpassCalled(true);
        one.gitHubTokenRefreshed(false);
        one.hookRan("exechook", true);
        assertThat(metrics.exposition().body())
                .contains(
                        "# TYPE git_sync_duration_seconds summary\n",
                        "git_sync_duration_seconds_count{status=\"success\"} 1\n",
                        "# TYPE git_sync_count_total counter\n",
                        "git_sync_count_total{status=\"success\"} 1.0\n",
                        "git_sync_count_total{status=\"error\"} 0.0\n",
                        "git_sync_count_total{status=\"noop\"} 0.0\n",
                        "# TYPE git_fetch_count_total counter\n",
                        "git_fetch_count_total 1.0\n",
                        "# TYPE git_sync_askpass_calls counter\n",
                        "git_sync_askpass_calls{status=\"success\"} 1.0\n",
                        "# TYPE git_sync_refresh_github_app_token_count counter\n",
                        "git_sync_refresh_github_app_token_count{status=\"error\"} 1.0\n",
                        "# TYPE git_sync_hook_run_count_total counter\n",
                        "git_sync_hook_run_count_total{name=\"exechook\",status=\"success\"} 1.0\n");
    }

    @Test
    void aRevisionTakesThePlaceOfTheOneBeforeItAndOfNoOther() {
        ServiceMetrics metrics = new ServiceMetrics(true);
        SyncMetrics a = metrics.of("a");
        a.revision("1", "HEAD", "url");
        metrics.of("b").revision("1", "HEAD", "url");
        a.revision("2", "HEAD", "url");
        a.succeededAt(Instant.ofEpochSecond(5));
        assertThat(metrics.exposition().body().lines().filter(line -> line.startsWith("git_sync_revision_info{")))
                .containsExactlyInAnyOrder(
                        "git_sync_revision_info{hash=\"2\",ref=\"HEAD\",repo=\"url\",repository=\"a\"} 1",
                        "git_sync_revision_info{hash=\"1\",ref=\"HEAD\",repo=\"url\",repository=\"b\"} 1");
        assertThat(metrics.exposition().body())
                .contains("git_sync_last_success_timestamp_seconds{repository=\"a\"} 5.0\n");
    }
}
