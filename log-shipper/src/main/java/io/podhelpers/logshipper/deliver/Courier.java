package io.podhelpers.logshipper.deliver;

import io.podhelpers.logshipper.deliver.LineCounts.Loss;
import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.SendOutcome.Delivered;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.logshipper.sink.SendOutcome.Thinned;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the batches to the sink, in their order, each until it is taken: a thread of its own.
///
/// Retries wait with full jitter, and as long as the receiver asks. Once draining, waits are short: the end is
/// near and
/// the receiver may just have come back.
public final class Courier implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Courier.class);
    /// Wakes the courier for its end.
    private static final Batch NOTHING = new Batch(0);
    private static final Duration LONGEST_WAIT_IN_DRAIN = Duration.ofMillis(200);

    private final Sink sink;
    private final Optional<Sink> deadLetters;
    private final RetrySettings settings;
    private final LineCounts counts;
    private final Consumer<Batch> done;
    private final Backoff backoff;
    private final BlockingQueue<Batch> queue;
    private final CountDownLatch draining = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile @Nullable String trouble;
    private volatile long troubleSinceNanos;

    /// @param capacity how many batches there are at all
    /// @param done takes each batch when it is over with; any thread
    public Courier(
            Sink sink,
            Optional<Sink> deadLetters,
            RetrySettings settings,
            int capacity,
            LineCounts counts,
            Consumer<Batch> done,
            RandomGenerator random) {
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.settings = settings;
        this.counts = counts;
        this.done = done;
        this.backoff = new Backoff(settings.first(), settings.most(), random);
        this.queue = new ArrayBlockingQueue<>(capacity + 1);
    }

    /// Takes a batch to be sent; there is room for all.
    public void send(Batch batch) {
        queue.add(batch);
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                Batch batch = queue.take();
                if (!batch.equals(NOTHING)) {
                    deliver(batch);
                    done.accept(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Batch batch) throws InterruptedException {
        Records records = batch.records();
        long started = System.nanoTime();
        if (records.count() == 0 || deliver(records, 0, records.count())) {
            batch.delivered();
            counts.batch(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    /// @return false if time ran out
    private boolean deliver(Records all, int from, int to) throws InterruptedException {
        Records records = all;
        int first = from;
        int end = to;
        while (!stopped) {
            switch (sink.send(records, first, end)) {
                case Delivered _ -> {
                    recovered();
                    counts.shipped(end - first, records.to(end - 1) - records.from(first));
                    return true;
                }
                case Thinned thinned -> {
                    recovered();
                    counts.shipped(end - first - thinned.lost(), records.to(end - 1) - records.from(first));
                    counts.lost(Loss.REJECTED, thinned.lost());
                    log.atError()
                            .addKeyValue("sink", sink.name())
                            .addKeyValue("lines", thinned.lost())
                            .addKeyValue("why", thinned.why())
                            .log("lines are lost: the receiver dropped them and does not say which");
                    return true;
                }
                case Rejected rejected -> {
                    return rejected(rejected, records, first, end);
                }
                case Partly partly -> {
                    if (!settle(partly, records, first, end - first)) {
                        return false;
                    }
                    records = records.pick(first, partly.again());
                    first = 0;
                    end = records.count();
                    if (end == 0) {
                        return true;
                    }
                    failed(partly.whyAgain());
                    if (isEnough()) {
                        return giveUpRetrying(partly.whyAgain(), records, first, end);
                    }
                    await(partly.after());
                }
                case Retry retry -> {
                    failed(retry.why());
                    if (isEnough()) {
                        return giveUpRetrying(retry.why(), records, first, end);
                    }
                    await(retry.after());
                }
            }
        }
        return false;
    }

    private boolean isEnough() {
        return settings.limit() > 0 && backoff.failures() >= settings.limit();
    }

    private boolean giveUpRetrying(String why, Records records, int first, int end) throws InterruptedException {
        backoff.reset();
        return giveUp("retries: " + settings.limit() + ", last: " + why, Loss.RETRIES, records, first, end);
    }

    /// Counts what the receiver took, and leaves what it refused to the dead letters.
    private boolean settle(Partly partly, Records records, int first, int sent) throws InterruptedException {
        int lines = 0;
        long bytes = 0;
        for (int i = 0; i < sent; i++) {
            if (!partly.again().get(i) && !partly.refused().get(i)) {
                lines++;
                bytes += records.to(first + i) - records.from(first + i);
            }
        }
        if (lines > 0) {
            recovered();
            counts.shipped(lines, bytes);
        }
        if (partly.refused().isEmpty()) {
            return true;
        }
        Records refused = records.pick(first, partly.refused());
        return giveUp(partly.whyRefused(), Loss.REJECTED, refused, 0, refused.count());
    }

    private boolean rejected(Rejected rejected, Records records, int first, int end) throws InterruptedException {
        recovered();
        if (end - first == 1 || !rejected.tooLarge()) {
            return giveUp(rejected.why(), Loss.REJECTED, records, first, end);
        }
        int middle = (first + end) >>> 1;
        return deliver(records, first, middle) && deliver(records, middle, end);
    }

    /// Leaves the records to the dead letters.
    private boolean giveUp(String why, Loss cause, Records records, int first, int end) throws InterruptedException {
        int lines = end - first;
        if (deadLetters.isEmpty()) {
            counts.lost(cause, lines);
            log.atError()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("lines", lines)
                    .addKeyValue("why", why)
                    .log("lines are lost: the receiver refused them, and there is no --dead-letter file");
            return true;
        }
        return bury(deadLetters.get(), why, records, first, end);
    }

    /// Sends records to where dead letters go, which may refuse them, too: then they are lost.
    private boolean bury(Sink grave, String why, Records all, int from, int to) throws InterruptedException {
        Records records = all;
        int first = from;
        int end = to;
        while (!stopped) {
            switch (grave.send(records, first, end)) {
                case Delivered _ -> {
                    return buried(end - first, 0, why);
                }
                case Rejected rejected -> {
                    return buried(0, end - first, rejected.why());
                }
                case Thinned thinned -> {
                    return buried(end - first - thinned.lost(), thinned.lost(), thinned.why());
                }
                case Partly partly -> {
                    int refused = partly.refused().cardinality();
                    buried(end - first - refused - partly.again().cardinality(), refused, why);
                    records = records.pick(first, partly.again());
                    first = 0;
                    end = records.count();
                    if (end == 0) {
                        return true;
                    }
                    failed(partly.whyAgain());
                    await(partly.after());
                }
                case Retry retry -> {
                    failed("dead letters: " + retry.why());
                    await(retry.after());
                }
            }
        }
        return false;
    }

    private boolean buried(int lines, int lost, String why) {
        recovered();
        if (lines > 0) {
            counts.deadLettered(lines);
            log.atWarn()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("lines", lines)
                    .addKeyValue("why", why)
                    .log("the receiver refused lines, they are dead letters");
        }
        if (lost > 0) {
            counts.lost(Loss.REJECTED, lost);
            log.atError()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("lines", lost)
                    .addKeyValue("why", why)
                    .log("lines are lost: not even as dead letters they were taken");
        }
        return true;
    }

    private void failed(String why) {
        counts.retried();
        if (trouble == null) {
            troubleSinceNanos = System.nanoTime();
        }
        if (!why.equals(trouble)) {
            log.atWarn()
                    .addKeyValue("sink", sink.name())
                    .addKeyValue("why", why)
                    .log("cannot ship, trying again");
        }
        trouble = why;
    }

    private void recovered() {
        backoff.reset();
        if (trouble != null) {
            log.atInfo().addKeyValue("sink", sink.name()).log("shipping again");
            trouble = null;
        }
    }

    /// @param after how long the receiver asked to wait
    private void await(Optional<Duration> after) throws InterruptedException {
        Duration wait = backoff.next();
        long nanos = Math.max(wait.toNanos(), after.orElse(Duration.ZERO).toNanos());
        if (!draining.await(nanos, TimeUnit.NANOSECONDS)) {
            return;
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(nanos, LONGEST_WAIT_IN_DRAIN.toNanos()));
    }

    /// What has kept the sink from taking batches for at least that long. Any thread.
    public Optional<String> troubleFor(Duration atLeast) {
        String now = trouble;
        boolean lasting = System.nanoTime() - troubleSinceNanos >= atLeast.toNanos();
        return now != null && lasting ? Optional.of(now) : Optional.empty();
    }

    /// The end is near: no long waits from now on. Any thread.
    public void drain() {
        draining.countDown();
    }

    /// Time is up: what is not taken now stays in the logs. Any thread.
    public void stop() {
        stopped = true;
        queue.add(NOTHING);
        draining.countDown();
        sink.abort();
        deadLetters.ifPresent(Sink::abort);
    }
}
