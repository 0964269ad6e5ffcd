package io.podhelpers.logshipper;

import io.podhelpers.logshipper.deliver.Batch;
import io.podhelpers.logshipper.deliver.Batcher;
import io.podhelpers.logshipper.deliver.Courier;
import io.podhelpers.logshipper.deliver.LinePipeline;
import io.podhelpers.logshipper.follow.FileState;
import io.podhelpers.logshipper.follow.Follower;
import io.podhelpers.logshipper.follow.ShippedPart;
import io.podhelpers.logshipper.follow.Watcher;
import io.podhelpers.logshipper.reclaim.Reclaimer;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One sink and all that feeds it:
///
/// ```
/// Discovery → FileTailer → LineReader → Parser → Filters → Batcher → Courier → Sink
///     ↑                                                                    │ acknowledged ranges
/// CheckpointStore ← Checkpoint ← Generation ←──────────────────────────────┘
/// ```
///
/// Each sink has a pipeline of its own, with its own place in the logs, so a slow one holds no other back. Two
/// threads
/// do the work: the follower's (everything up to the batcher) and the courier's; the checkpoint is written by
/// a third.
final class Pipeline implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);
    /// Writes that come closer together are read together.
    private static final long COALESCE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long PAUSE_POLL_MILLIS = 5;
    private static final Duration SWEEP_IN_DRAIN = Duration.ofMillis(100);

    private final String name;
    private final ShipperConfig config;
    private final Optional<Reclaimer> reclaimer;
    private final List<Sink> sinks;
    private final ShipperMetrics metrics;
    private final Batcher batcher;
    private final Courier courier;
    private final Follower follower;
    private final Checkpointer checkpointer;
    private final Watcher watcher;
    private final Thread followerThread;
    private final Thread courierThread;
    private final Thread watcherThread;

    private final Queue<Batch> returned = new ConcurrentLinkedQueue<>();
    private final Set<Path> written = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweepWanted = new AtomicBoolean(true);
    private volatile boolean swept;
    private volatile boolean draining;
    private volatile boolean drained;
    private volatile boolean stopped;
    private volatile boolean paused;
    private volatile boolean idle;
    private volatile Map<Path, String> problems = Map.of();
    private volatile long lastRoundNanos = System.nanoTime();

    /// @param name tells this pipeline from others, also after a restart
    /// @param deadLetters takes what the sink's receiver refuses
    /// @param reclaimer is told what is shipped and on record
    Pipeline(
            String name,
            ShipperConfig config,
            Sink sink,
            Optional<Sink> deadLetters,
            Optional<Reclaimer> reclaimer,
            ShipperMetrics metrics,
            InstantSource clock)
            throws IOException {
        this.name = name;
        this.config = config;
        this.reclaimer = reclaimer;
        this.sinks = Stream.concat(Stream.of(sink), deadLetters.stream()).toList();
        this.metrics = metrics;
        int pool = config.batches().pool();
        this.courier = new Courier(
                sink, deadLetters, config.retries(), pool, metrics, this::takeBack, ThreadLocalRandom.current());
        this.batcher = new Batcher(config.batches(), courier::send, System::nanoTime);
        LinePipeline lines = new LinePipeline(
                config.parsers(),
                config.pipelineFilters(),
                config.errorLogZone(),
                config.filters().labels(),
                batcher,
                metrics);
        this.follower = new Follower(config.follow(), lines, metrics, clock);
        this.checkpointer = new Checkpointer(name, config.checkpointFile(name), sinks, metrics);
        this.watcher = new Watcher(this::written, this::namesChanged);
        this.followerThread = thread("follower-" + name, this);
        this.courierThread = thread("courier-" + name, courier);
        this.watcherThread = thread("watcher-" + name, watcher);
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
    }

    /// @throws io.podhelpers.runtime.UserError if the checkpoint's directory cannot be used
    void start() throws IOException {
        if (config.follow().followsFiles()) {
            reclaimer.ifPresent(this::joinReclaiming);
        }
        if (config.follow().followsFiles()) {
            checkpointer.load().ifPresent(follower::restore);
        }
        if (config.follow().readsStandardInput()) {
            follower.follow(config.follow().standardInput(System.in, this::written, this::namesChanged));
        }
        watcherThread.start();
        courierThread.start();
        followerThread.start();
    }

    private void joinReclaiming(Reclaimer reclaims) {
        reclaims.probe(config.follow().firstDirectory());
        reclaims.join(name);
    }

    // --- the follower's thread

    @Override
    public void run() {
        try {
            long nextSweep = System.nanoTime();
            while (!stopped && !drained) {
                takeReturned();
                boolean noNames = !config.follow().followsFiles(); // then a sweep only asks whether the end has come
                if (sweepWanted.compareAndSet(true, false) || noNames || System.nanoTime() - nextSweep >= 0) {
                    sweep();
                    nextSweep = System.nanoTime() + sweepInterval().toNanos();
                }
                boolean more = round();
                if (!more && !drained) {
                    await(nextSweep);
                }
            }
        } catch (RuntimeException | Error e) {
            log.atError().setCause(e).log("the follower has failed");
            throw e;
        }
    }

    private boolean round() {
        lastRoundNanos = System.nanoTime();
        written.removeIf(path -> {
            follower.modified(path);
            return true;
        });
        if (paused) {
            batcher.flushIfDue(true);
            idle = batcher.isIdle();
            return false;
        }
        boolean more = follower.read();
        batcher.flushIfDue(draining && !more);
        if (draining && !more && batcher.isIdle() && follower.isQuietFor(config.drainQuiet())) {
            drained = !follower.releaseWaiting();
        }
        return more;
    }

    private void takeReturned() {
        Batch batch = returned.poll();
        while (batch != null) {
            batcher.recycle(batch);
            batch = returned.poll();
        }
    }

    private void sweep() {
        follower.sweep();
        watcher.watch(follower.directories());
        problems = follower.problems();
        metrics.files(follower.files());
        if (config.follow().followsFiles()) {
            List<ShippedPart> parts = reclaimer.isPresent() ? follower.shippedParts() : List.of();
            checkpointer.offer(
                    follower.checkpoint(), () -> reclaimer.ifPresent(reclaims -> reclaims.saved(name, parts)));
        }
        drained = drained || (follower.isOver() && batcher.isIdle());
        swept = true;
    }

    private Duration sweepInterval() {
        return draining ? SWEEP_IN_DRAIN : config.sweepInterval();
    }

    /// Sleeps until something happens, but not longer than until the next sweep or the batch is due.
    private void await(long nextSweep) {
        long now = System.nanoTime();
        long wait = Math.min(nextSweep - now, Math.min(batcher.nanosUntilDue(), follower.nanosUntilDue()));
        if (wait > 0 && returned.isEmpty() && !sweepWanted.get() && written.isEmpty()) {
            LockSupport.parkNanos(this, wait);
        }
        long sinceRound = System.nanoTime() - lastRoundNanos;
        boolean onlyWrites = returned.isEmpty() && !written.isEmpty();
        if (onlyWrites && sinceRound < COALESCE_NANOS) {
            LockSupport.parkNanos(this, COALESCE_NANOS - sinceRound);
        }
    }

    // --- other threads

    private void takeBack(Batch batch) {
        returned.add(batch);
        LockSupport.unpark(followerThread);
    }

    private void written(Path path) {
        if (written.add(path)) {
            LockSupport.unpark(followerThread);
        }
    }

    private void namesChanged() {
        sweepWanted.set(true);
        LockSupport.unpark(followerThread);
    }

    /// Why the logs are not followed; nothing if they are.
    Optional<String> notFollowing() {
        if (!swept) {
            return Optional.of("the logs have not been looked for yet");
        }
        Map<Path, String> now = problems;
        return now.isEmpty()
                ? Optional.empty()
                : Optional.of(now.entrySet().stream()
                        .map(problem -> problem.getKey() + " " + problem.getValue())
                        .sorted()
                        .reduce((a, b) -> a + "; " + b)
                        .orElse(""));
    }

    /// What has kept the sink from taking anything for at least that long.
    Optional<String> stalled(Duration atLeast) {
        return courier.troubleFor(atLeast);
    }

    /// Whether the follower's loop is stuck or gone.
    Optional<String> stuck(Duration limit) {
        boolean working = followerThread.isAlive() || drained || stopped || !swept;
        boolean late = System.nanoTime() - lastRoundNanos > limit.toNanos() && swept && !drained && !stopped;
        return working && !late ? Optional.empty() : Optional.of("the follower of " + name + " does not move");
    }

    String name() {
        return name;
    }

    /// Reads no further, and waits until what was read is delivered, but not longer than that.
    void pause(Duration most) throws InterruptedException {
        paused = true;
        LockSupport.unpark(followerThread);
        long end = System.nanoTime() + most.toNanos();
        while (!idle && System.nanoTime() < end && followerThread.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_POLL_MILLIS);
        }
    }

    /// Whether [#drain] has come to its end.
    boolean isDrained() {
        return drained;
    }

    /// Begins to read and deliver to the end of each file.
    void drain() {
        draining = true;
        courier.drain();
        namesChanged();
    }

    /// Waits for the end of [#drain], at most until the deadline, and stops.
    ///
    /// @return how it stands with each file that has unshipped bytes; empty if all was delivered
    List<FileState> finish(Deadline deadline) throws InterruptedException {
        followerThread.join(Duration.ofMillis(Math.max(1, deadline.remaining().toMillis())));
        return finish();
    }

    /// Stops after [#pause]: the checkpoint says where a successor goes on.
    void handOver() throws InterruptedException {
        finish();
    }

    private List<FileState> finish() throws InterruptedException {
        stopped = true;
        courier.stop();
        LockSupport.unpark(followerThread);
        followerThread.join();
        courierThread.join(Duration.ofSeconds(2));
        takeReturned();
        follower.lastLook();
        if (config.follow().followsFiles()) {
            checkpointer.finish(follower.checkpoint());
        }
        reclaimer.ifPresent(reclaims -> reclaims.leave(name));
        closeQuietly();
        List<FileState> unshipped =
                follower.files().stream().filter(file -> file.lagBytes() > 0).toList();
        follower.close();
        if (drained) {
            unshipped.forEach(Pipeline::tellUnfinished);
            return List.of();
        }
        return unshipped;
    }

    private static void tellUnfinished(FileState file) {
        log.atInfo()
                .addKeyValue("file", file.path())
                .addKeyValue("bytes", file.lagBytes())
                .log("the last line has no end yet, it is left in its file");
    }

    private void closeQuietly() {
        try {
            watcher.close();
            for (Sink sink : sinks) {
                sink.close();
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("sink", name).setCause(e).log("cannot close the sink");
        }
    }
}
