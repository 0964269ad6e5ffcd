package io.podhelpers.gitsync;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one hook beside the passes, on a thread of its own.
///
/// The newest hash wins; a failure is tried again after the back-off, for ever or until a newer hash arrives; a hash
/// that
/// succeeded is not run again. `--one-time` tries once.
final class HookRunner {
    private static final Logger log = LoggerFactory.getLogger(HookRunner.class);

    private final Hook hook;
    private final Duration backoff;
    private final boolean once;
    private final SyncMetrics metrics;
    private final CompletableFuture<Boolean> firstResult = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Thread thread;
    private @Nullable String newest; // guarded by the lock

    HookRunner(Hook hook, Duration backoff, boolean once, SyncMetrics metrics) {
        this.hook = hook;
        this.backoff = backoff;
        this.once = once;
        this.metrics = metrics;
        this.thread = Thread.ofVirtual().name(hook.name()).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /// Tells the hook of a hash; returns at once. Any thread.
    void send(String hash) {
        lock.lock();
        try {
            newest = hash;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the hook has been told of anything. Any thread.
    boolean wasSent() {
        lock.lock();
        try {
            return newest != null;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the first attempt's result.
    boolean awaitFirstResult() throws InterruptedException {
        try {
            return firstResult.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody ends this future with a failure", e);
        }
    }

    private void work() {
        @Nullable String done = null;
        try {
            while (true) {
                String hash = awaitOtherThan(done);
                boolean succeeded = attempt(hash);
                firstResult.complete(succeeded);
                if (once) {
                    return;
                }
                if (succeeded) {
                    done = hash;
                } else {
                    TimeUnit.NANOSECONDS.sleep(backoff.toNanos());
                }
            }
        } catch (InterruptedException e) {
            // the service stops
            firstResult.complete(false);
        }
    }

    private String awaitOtherThan(@Nullable String done) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (newest == null || newest.equals(done)) {
                arrived.await();
            }
            return newest;
        } finally {
            lock.unlock();
        }
    }

    private boolean attempt(String hash) throws InterruptedException {
        try {
            hook.run(hash);
            metrics.hookRan(hook.name(), true);
            log.atInfo()
                    .addKeyValue("hook", hook.name())
                    .addKeyValue("revision", hash)
                    .log("hook succeeded");
            return true;
        } catch (IOException | RuntimeException e) {
            metrics.hookRan(hook.name(), false);
            log.atError()
                    .addKeyValue("hook", hook.name())
                    .addKeyValue("revision", hash)
                    .addKeyValue("error", String.valueOf(e.getMessage()))
                    .log("hook failed");
            return false;
        }
    }

    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
    }
}
