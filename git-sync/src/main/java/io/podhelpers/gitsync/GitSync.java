package io.podhelpers.gitsync;

import com.sun.net.httpserver.HttpExchange;
import io.podhelpers.gitsync.push.PushConfig;
import io.podhelpers.gitsync.push.PushListener;
import io.podhelpers.gitsync.push.PushTarget;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Health;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.Service;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The service, wired in the order in which a revision travels:
///
/// ```
/// SyncTrigger ──▶ RemoteRepository ──▶ Worktrees ──▶ Gate ──▶ LinkPublisher ──▶ hooks ──▶ Reaper
///  period,         ref ▶ revision,      revision ▶   may say   atomic swap      tell       old worktrees,
///  signal, push    missing objects      directory    no                         others     garbage
/// ```
///
/// [SyncPass] is one way through, [SyncLoop] repeats it, [OpenPass] opens the repository and builds the stations. A
/// [SyncedRepository] has all of them once; what is here is there once in the process: the ports and the signal.
final class GitSync implements Service {
    private static final Logger log = LoggerFactory.getLogger(GitSync.class);

    private final GitSyncConfig config;
    private final ProcessLife life;
    private final InstantSource clock = InstantSource.system();
    private final ServiceMetrics metrics;
    private final List<SyncedRepository> repositories = new ArrayList<>();
    private @Nullable AdminServer admin;
    private @Nullable PushListener pushes;

    GitSync(GitSyncConfig config, ProcessLife life) {
        this.config = config;
        this.life = life;
        List<RepositoryConfig> all = config.repositories();
        this.metrics = new ServiceMetrics(!all.getFirst().name().isEmpty());
        ProcessEnd end = new ProcessEnd(config.run().oneTime() ? all.size() : 1, life::end);
        all.forEach(one -> repositories.add(new SyncedRepository(one, metrics.of(one.name()), clock, end::reached)));
    }

    @Override
    public void start() throws IOException {
        QuietSystemReader.install();
        config.proxies().install();
        PushListener.limitSlowClients();
        serve(config.admin());
        listenForPushes();
        String signal = config.run().signal();
        if (signal != null) {
            life.on(signal, () -> repositories.forEach(SyncedRepository::syncNow));
        }
        repositories.forEach(SyncedRepository::start);
    }

    private void serve(AdminConfig adminConfig) throws IOException {
        ListenAddress address = adminConfig.bind();
        if (address == null) {
            return;
        }
        Health health = new Health();
        for (SyncedRepository repository : repositories) {
            health.aliveWhile(repository.label("sync"), () -> liveness(repository));
            health.readyWhen(repository.label("synced"), repository::staleness);
        }
        AdminServer server = AdminServer.bind("--http-bind", address);
        admin = server;
        server.routeProbes(health);
        server.route("/", this::synced);
        if (adminConfig.metrics()) {
            server.route("/metrics", _ -> metrics.exposition());
        }
        if (adminConfig.threads()) {
            server.route("/debug/pprof/", _ -> AdminServer.Answer.text(200, ThreadDump.text()));
        }
        server.start();
    }

    private Optional<String> liveness(SyncedRepository repository) {
        boolean ends = life.isEnding() || config.run().oneTime();
        return repository.isAlive() || ends ? Optional.empty() : Optional.of("ended");
    }

    private void listenForPushes() throws IOException {
        PushConfig push = config.push();
        if (push == null) {
            return;
        }
        List<PushTarget> targets =
                repositories.stream().map(SyncedRepository::target).toList();
        PushListener listener = PushListener.bind(push, targets, metrics::pushed, clock);
        pushes = listener;
        listener.start();
    }

    private AdminServer.Answer synced(HttpExchange exchange) {
        return repositories.stream().allMatch(SyncedRepository::isSynced)
                ? AdminServer.Answer.text(200, "")
                : AdminServer.Answer.text(503, "repo is not ready\n");
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        if (pushes != null) {
            pushes.close();
        }
        List<Thread> stopping = repositories.stream()
                .map(repository -> Thread.ofVirtual().start(() -> stop(repository, deadline)))
                .toList();
        for (Thread thread : stopping) {
            thread.join();
        }
        if (admin != null) {
            admin.close();
        }
        return 0;
    }

    private static void stop(SyncedRepository repository, Deadline deadline) {
        try {
            repository.stop(deadline);
        } catch (InterruptedException e) {
            log.atDebug().log("stopping was interrupted");
            Thread.currentThread().interrupt();
        }
    }
}
