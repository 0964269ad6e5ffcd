package io.podhelpers.gitsync;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a pass on a virtual thread, because there an interrupt also ends a read from a socket that has gone silent.
final class LimitedRun {
    private LimitedRun() {}

    @FunctionalInterface
    interface Work<T> {
        T run(PassLimit limit) throws IOException, InterruptedException;
    }

    /// Returns when the work is over: by itself, at its time limit, or because this thread was interrupted.
    static <T> T of(Work<T> work, Duration timeout, InstantSource clock) throws IOException, InterruptedException {
        PassLimit limit = new PassLimit(timeout, clock);
        FutureTask<T> task = new FutureTask<>(() -> work.run(limit));
        Thread thread = Thread.ofVirtual().name("pass").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            abandon(limit, thread);
            throw new SyncException("the pass took longer than --sync-timeout", e);
        } catch (InterruptedException e) {
            abandon(limit, thread);
            throw e;
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    // the next pass may only begin when this one no longer touches a file
    private static void abandon(PassLimit limit, Thread thread) throws InterruptedException {
        limit.abandon();
        thread.interrupt();
        thread.join();
    }

    private static IOException failure(ExecutionException problem) throws InterruptedException {
        return switch (problem.getCause()) {
            case IOException io -> io;
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(problem);
        };
    }
}
