package io.podhelpers.gitsync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.gitsync.push.PushOutcome;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.HelperMetrics;
import io.prometheus.metrics.core.metrics.Info;
import java.util.List;

/// All that the process counts. Any thread.
final class ServiceMetrics {
    /// Tells the series of several repositories apart.
    static final String REPOSITORY = "repository";

    static final String ASKPASS = "git_sync_askpass_calls";
    static final String GITHUB_TOKEN = "git_sync_refresh_github_app_token_count";

    private final PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
    private final Info revisions;

    /// @param several whether the series have a label for the repository
    ServiceMetrics(boolean several) {
        String[] labels =
                several ? new String[] {"hash", "ref", "repo", REPOSITORY} : new String[] {"hash", "ref", "repo"};
        // not a meter: the registry takes "_info" off the names of gauges
        revisions = Info.builder()
                .name("git_sync_revision_info")
                .help("1 for the published revision")
                .labelNames(labels)
                .register(registry.getPrometheusRegistry());
    }

    /// The part of one repository.
    SyncMetrics of(String name) {
        return new SyncMetrics(registry, revisions, name);
    }

    /// A request to the push listener was answered.
    void pushed(PushOutcome outcome) {
        Counter.builder("git_sync_push_requests")
                .description("Requests to --push-listen by outcome")
                .tag("outcome", outcome.label())
                .register(registry)
                .increment();
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /// The text for `/metrics`.
    AdminServer.Answer exposition() {
        AdminServer.Answer answer = AdminServer.metrics(registry);
        String body = answer.body();
        for (String name : List.of(ASKPASS, GITHUB_TOKEN)) {
            body = body.replace("# TYPE " + name + " gauge\n", "# TYPE " + name + " counter\n");
        }
        return new AdminServer.Answer(answer.status(), answer.contentType(), body);
    }
}
