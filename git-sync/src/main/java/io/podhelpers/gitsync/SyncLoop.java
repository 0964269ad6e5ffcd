package io.podhelpers.gitsync;

import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Pass after pass: counts failures, tells metrics, files and hooks of the result, and ends the process when it is
/// time.
/// Owns one thread.
final class SyncLoop {
    private static final Logger log = LoggerFactory.getLogger(SyncLoop.class);
    private static final Duration TO_ABANDON = Duration.ofSeconds(2);

    /// How many times in a row a waiting push goes before tidying up.
    private static final int MOST_POSTPONED = 3;

    /// Opens the repository for a pass, and again after a failure, which mends what the failure left.
    @FunctionalInterface
    interface Opener {
        OpenPass open() throws IOException;
    }

    /// What hears of an update, in this order.
    ///
    /// @param prePublish heard of it before it was published
    record Listeners(
            TouchFile touchFile,
            ErrorFile errorFile,
            List<HookRunner> hooks,
            @Nullable HookRunner prePublish) {}

    private final RepositoryConfig config;
    private final Opener opener;
    private final SyncTrigger trigger;
    private final SyncMetrics metrics;
    private final Listeners listeners;
    private final InstantSource clock;
    private final InstantSource steady = new SteadyClock();
    private final IntConsumer end;
    private final Thread thread = Thread.ofPlatform().name("sync").unstarted(this::work);

    // only touched on this loop's thread
    private @Nullable OpenPass open;
    private int failures;
    private int postponed;
    private boolean memoryToGiveBack;
    private String lastError = "";

    private volatile @Nullable Instant lastSuccess;
    private volatile boolean stopping;

    /// @param end ends the process with an exit code
    SyncLoop(
            RepositoryConfig config,
            Opener opener,
            SyncTrigger trigger,
            SyncMetrics metrics,
            Listeners listeners,
            InstantSource clock,
            IntConsumer end) {
        this.config = config;
        this.opener = opener;
        this.trigger = trigger;
        this.metrics = metrics;
        this.listeners = listeners;
        this.clock = clock;
        this.end = end;
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /// When the last successful pass ended, or null. Any thread.
    @Nullable
    Instant lastSuccess() {
        return lastSuccess;
    }

    /// Lets the pass in flight end, or abandons it, which leaves nothing that the next start would not mend.
    void stop(Deadline deadline) throws InterruptedException {
        stopping = true;
        trigger.now();
        Duration patience = deadline.remaining();
        thread.join(patience.compareTo(TO_ABANDON) < 0 ? patience : TO_ABANDON);
        thread.interrupt();
        thread.join(deadline.remaining().plusMillis(1));
    }

    private void work() {
        try {
            while (!stopping && pass()) {
                trigger.await(
                        lastSuccess == null
                                ? config.schedule().initPeriod()
                                : config.schedule().period());
            }
        } catch (InterruptedException e) {
            log.atDebug().log("the pass in flight was abandoned");
        } finally {
            close();
        }
    }

    /// @return whether there is to be another one
    private boolean pass() throws InterruptedException {
        Instant start = steady.instant();
        Instant push = trigger.takePush();
        try {
            SyncPass.Outcome outcome = LimitedRun.of(
                    limit -> run(limit, push != null), config.schedule().syncTimeout(), steady);
            if (push != null && outcome instanceof SyncPass.Outcome.Published) {
                metrics.publishedPush(Duration.between(push, clock.instant()));
            }
            succeeded(outcome, start);
            tidyUp(outcome);
            return !config.schedule().oneTime() || endAfterHooks();
        } catch (IOException | RuntimeException e) {
            close();
            return failed(e, start);
        }
    }

    private SyncPass.Outcome run(PassLimit limit, boolean newsExpected) throws IOException, InterruptedException {
        if (open == null) {
            open = opener.open();
        }
        return open.pass().run(limit, newsExpected);
    }

    /// After everybody has been told: old worktrees, garbage and memory are nobody's hurry. A push that came meanwhile
    /// goes first, but not for ever.
    private void tidyUp(SyncPass.Outcome outcome) throws InterruptedException {
        memoryToGiveBack |= outcome instanceof SyncPass.Outcome.Published;
        if (postponed < MOST_POSTPONED && trigger.pushWaits()) {
            postponed++;
            return;
        }
        postponed = 0;
        cleanUp(outcome.hash());
        giveBackMemory();
    }

    private void cleanUp(String hash) throws InterruptedException {
        OpenPass current = open;
        if (current == null) {
            return;
        }
        try {
            LimitedRun.of(
                    _ -> {
                        current.pass().cleanUp(hash);
                        return hash;
                    },
                    config.schedule().syncTimeout(),
                    steady);
        } catch (IOException e) {
            log(Level.WARN).addKeyValue("error", e.getMessage()).log("cannot clean up old revisions in time");
        }
    }

    // What a checkout leaves in the old generation would stay until the heap is full, and with the kernel's own memory
    // for as many files that is more than a small container may have: a few milliseconds now, while nobody waits.
    private void giveBackMemory() {
        if (memoryToGiveBack) {
            memoryToGiveBack = false;
            System.gc();
        }
    }

    private void succeeded(SyncPass.Outcome outcome, Instant start) {
        boolean first = lastSuccess == null;
        Instant now = clock.instant();
        Duration took = Duration.between(start, steady.instant());
        failures = 0;
        lastError = "";
        lastSuccess = now;
        metrics.succeededAt(now);
        switch (outcome) {
            case SyncPass.Outcome.Published(String hash) -> published(hash, took);
            case SyncPass.Outcome.Unchanged(String hash) when first -> published(hash, took);
            case SyncPass.Outcome.Unchanged _ -> metrics.unchanged(took);
        }
        listeners.errorFile().remove();
    }

    private void published(String hash, Duration took) {
        metrics.published(took);
        metrics.revision(
                hash,
                config.source().ref(),
                Secrets.redact(AccessConfig.withoutUserInfo(config.source().repo())));
        log(Level.INFO)
                .addKeyValue("revision", hash)
                .addKeyValue("link", config.layout().link())
                .addKeyValue("took", took)
                .log("published");
        listeners.touchFile().touch();
        listeners.hooks().forEach(hook -> hook.send(hash));
    }

    private boolean endAfterHooks() throws InterruptedException {
        int exitCode = 0;
        for (HookRunner hook : listeners.hooks()) {
            if (!hook.awaitFirstResult()) {
                exitCode = 1;
            }
        }
        HookRunner early = listeners.prePublish();
        if (early != null && early.wasSent() && !early.awaitFirstResult()) {
            exitCode = 1;
        }
        end.accept(exitCode);
        return false;
    }

    private boolean failed(Exception problem, Instant start) {
        metrics.failed(Duration.between(start, steady.instant()));
        failures++;
        String error = messageOf(problem);
        int most = lastSuccess == null
                ? config.schedule().initMaxFailures()
                : config.schedule().maxFailures();
        boolean tooMany = most >= 0 && failures >= most;
        String message = tooMany ? "too many failures, aborting" : "error syncing repo, will retry";
        listeners.errorFile().write(message, error, Map.of("failCount", String.valueOf(failures)));
        report(message, error, problem, tooMany);
        if (tooMany) {
            end.accept(1);
        }
        return !tooMany;
    }

    // a remote that is away for hours is one line, not one each second
    private void report(String message, String error, Exception problem, boolean last) {
        boolean news = !error.equals(lastError);
        lastError = error;
        boolean ours = !(problem instanceof IOException) && !(problem instanceof UserError);
        log(news || last ? Level.ERROR : Level.DEBUG)
                .addKeyValue("error", error)
                .addKeyValue("failures", failures)
                .setCause(ours ? problem : null)
                .log(message);
    }

    private LoggingEventBuilder log(Level level) {
        LoggingEventBuilder line = log.atLevel(level);
        return config.name().isEmpty() ? line : line.addKeyValue("repository", config.name());
    }

    private static String messageOf(Exception problem) {
        boolean explained = problem instanceof SyncException
                || problem instanceof UserError
                || problem instanceof FileSystemException;
        String message = explained ? Problems.inWords(problem) : problem.toString();
        return Secrets.redact(message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }

    private void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
