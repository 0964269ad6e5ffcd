package io.podhelpers.gitsync;

import com.sun.net.httpserver.HttpExchange;
import io.podhelpers.gitsync.push.PushConfig;
import io.podhelpers.gitsync.push.PushListener;
import io.podhelpers.gitsync.push.PushTarget;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.Health;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
/// [SyncPass] is one way through, [SyncLoop] repeats it, [OpenPass] opens the repository and builds the stations.
final class GitSync implements Service {
    private static final Logger log = LoggerFactory.getLogger(GitSync.class);

    private final GitSyncConfig config;
    private final ProcessLife life;
    private final InstantSource clock = InstantSource.system();
    private final SyncMetrics metrics = new SyncMetrics();
    private final SyncTrigger trigger = new SyncTrigger();
    private final List<HookRunner> hooks = new ArrayList<>();
    private final @Nullable HookRunner prePublish;
    private final SyncLoop loop;
    private @Nullable AdminServer admin;
    private @Nullable PushListener pushes;

    GitSync(GitSyncConfig config, ProcessLife life) {
        this.config = config;
        this.life = life;
        this.prePublish = makePrePublish();
        makeHooks();
        SyncLoop.Listeners listeners = new SyncLoop.Listeners(
                new TouchFile(config.layout().touchFile(), clock),
                new ErrorFile(config.layout().errorFile()),
                hooks,
                prePublish);
        this.loop = new SyncLoop(config, opener(), trigger, metrics, listeners, clock, life::end);
    }

    private SyncLoop.Opener opener() {
        TokenSource tokens = TokenSources.of(config.access(), metrics, clock);
        Gate gate = gate(config.hooks().gate());
        return () -> OpenPass.open(config, tokens, gate, clock);
    }

    private Gate gate(HooksConfig.@Nullable Command command) {
        Gate gate = command == null ? Gate.open() : new CommandGate(command);
        HookRunner early = prePublish;
        if (early == null) {
            return gate;
        }
        return (hash, worktree) -> {
            // beside the update, which it does not hold up
            early.send(hash);
            gate.check(hash, worktree);
        };
    }

    private @Nullable HookRunner makePrePublish() {
        HooksConfig.Command command = config.hooks().prePublish();
        if (command == null) {
            return null;
        }
        ExecHook hook = new ExecHook("pre-publish-exechook", command, this::worktree);
        return new HookRunner(hook, command.backoff(), config.schedule().oneTime(), metrics);
    }

    private void makeHooks() {
        boolean once = config.schedule().oneTime();
        HooksConfig.Command command = config.hooks().exechook();
        if (command != null) {
            ExecHook hook = new ExecHook("exechook", command, this::worktree);
            hooks.add(new HookRunner(hook, command.backoff(), once, metrics));
        }
        HooksConfig.WebCall call = config.hooks().webhook();
        if (call != null) {
            hooks.add(new HookRunner(new WebHook(call), call.backoff(), once, metrics));
        }
    }

    private Path worktree(String hash) {
        return config.layout().form().directory(config.layout().root()).resolve(hash);
    }

    @Override
    public void start() throws IOException {
        QuietSystemReader.install(config.source().settings());
        PushListener.limitSlowClients();
        serve(config.admin());
        listenForPushes();
        String signal = config.schedule().signal();
        if (signal != null) {
            life.on(signal, trigger::now);
        }
        log.atInfo()
                .addKeyValue(
                        "repo",
                        Secrets.redact(
                                AccessConfig.withoutUserInfo(config.source().repo())))
                .addKeyValue("ref", config.source().ref())
                .addKeyValue("link", config.layout().link())
                .log("keeping the link at the newest revision");
        hooks.forEach(HookRunner::start);
        if (prePublish != null) {
            prePublish.start();
        }
        loop.start();
    }

    private void serve(AdminConfig adminConfig) throws IOException {
        ListenAddress address = adminConfig.bind();
        if (address == null) {
            return;
        }
        Health health = new Health();
        health.aliveWhile("sync", () -> loop.isAlive() || life.isEnding() ? Optional.empty() : Optional.of("ended"));
        health.readyWhen("synced", this::staleness);
        AdminServer server = AdminServer.bind("--http-bind", address, health, metrics.registry());
        admin = server;
        server.route("/", this::synced);
        if (adminConfig.threads()) {
            server.route("/debug/pprof/", _ -> AdminServer.Answer.text(200, ThreadDump.text()));
        }
        server.start();
    }

    private void listenForPushes() throws IOException {
        PushConfig push = config.push();
        if (push == null) {
            return;
        }
        List<String> urls = new ArrayList<>(config.pushUrls());
        urls.add(AccessConfig.withoutUserInfo(config.source().repo()));
        PushTarget target = new PushTarget(urls, config.source().ref(), trigger::pushed);
        PushListener listener = PushListener.bind(push, List.of(target), metrics::pushed, clock);
        pushes = listener;
        listener.start();
    }

    /// The port for pushes that is bound, of use when 0 was asked for.
    int pushPort() {
        return pushes == null ? -1 : pushes.port();
    }

    private AdminServer.Answer synced(HttpExchange exchange) {
        return loop.lastSuccess() == null
                ? AdminServer.Answer.text(503, "repo is not ready\n")
                : AdminServer.Answer.text(200, "");
    }

    private Optional<String> staleness() {
        Instant last = loop.lastSuccess();
        if (last == null) {
            return Optional.of("not synced yet");
        }
        Duration most = config.schedule().maxStaleness();
        Duration age = Duration.between(last, clock.instant());
        return most.isZero() || age.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of("last success " + age.toSeconds() + "s ago, --max-staleness " + Durations.format(most));
    }

    /// The admin port that is bound, of use when 0 was asked for.
    int adminPort() {
        return admin == null ? -1 : admin.port();
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        if (pushes != null) {
            pushes.close();
        }
        loop.stop(deadline);
        for (HookRunner hook : hooks) {
            hook.stop();
        }
        if (prePublish != null) {
            prePublish.stop();
        }
        if (admin != null) {
            admin.close();
        }
        return 0;
    }
}
