package io.podhelpers.gitsync;

import io.podhelpers.gitsync.push.PushTarget;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One repository with a loop, hooks, credentials and failures of its own: whatever happens to it, the others of the
/// process go on.
final class SyncedRepository {
    private static final Logger log = LoggerFactory.getLogger(SyncedRepository.class);

    private final RepositoryConfig config;
    private final SyncMetrics metrics;
    private final InstantSource clock;
    private final SyncTrigger trigger = new SyncTrigger();
    private final List<HookRunner> hooks = new ArrayList<>();
    private final @Nullable HookRunner prePublish;
    private final SyncLoop loop;

    /// @param end told with an exit code when there are to be no more passes
    SyncedRepository(RepositoryConfig config, SyncMetrics metrics, InstantSource clock, IntConsumer end) {
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.prePublish = makePrePublish();
        makeHooks();
        SyncLoop.Listeners listeners = new SyncLoop.Listeners(
                new TouchFile(config.layout().touchFile(), clock),
                new ErrorFile(config.layout().errorFile()),
                hooks,
                prePublish);
        this.loop = new SyncLoop(config, opener(), trigger, metrics, listeners, clock, end);
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

    void start() {
        log.atInfo()
                .addKeyValue("repo", url())
                .addKeyValue("ref", config.source().ref())
                .addKeyValue("link", config.layout().link())
                .log("keeping the link at the newest revision");
        hooks.forEach(HookRunner::start);
        if (prePublish != null) {
            prePublish.start();
        }
        loop.start();
    }

    private String url() {
        return Secrets.redact(AccessConfig.withoutUserInfo(config.source().repo()));
    }

    /// Wakes the loop, which is otherwise asleep for its period. Any thread.
    void syncNow() {
        trigger.now();
    }

    /// The repository as pushes know it.
    PushTarget target() {
        List<String> urls = new ArrayList<>(config.source().pushUrls());
        urls.add(AccessConfig.withoutUserInfo(config.source().repo()));
        return new PushTarget(urls, config.source().ref(), trigger::pushed);
    }

    boolean isAlive() {
        return loop.isAlive();
    }

    /// Whether a pass has succeeded since the start. Any thread.
    boolean isSynced() {
        return loop.lastSuccess() != null;
    }

    /// Under which name readiness and liveness speak of it.
    String label(String condition) {
        return config.name().isEmpty() ? condition : condition + " " + config.name();
    }

    /// Why it is not ready, or nothing. Any thread.
    Optional<String> staleness() {
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

    /// Lets the pass in flight end or abandons it, and ends the hooks.
    void stop(Deadline deadline) throws InterruptedException {
        loop.stop(deadline);
        for (HookRunner hook : hooks) {
            hook.stop();
        }
        if (prePublish != null) {
            prePublish.stop();
        }
    }
}
