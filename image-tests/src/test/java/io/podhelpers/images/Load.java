package io.podhelpers.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What happens again and again, side by side, until it has lasted long enough.
final class Load implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration LEAVE = Duration.ofMinutes(2);
    private static final int MOST_PROBLEMS = 20;

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();

    /// What may fail.
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /// Begins to do this over and over.
    void often(String name, Action action) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            while (end.getCount() > 0 && problems.size() < MOST_PROBLEMS) {
                try {
                    action.run();
                } catch (InterruptedException e) {
                    return;
                } catch (Exception | AssertionError e) {
                    problems.add(new AssertionError(name + ": " + e.getMessage(), e));
                }
            }
        }));
    }

    /// Waits, shorter when the load ends.
    void pause(Duration duration) throws InterruptedException {
        end.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Goes on for the time that `-Dlimits.duration` says, checking all the while.
    void lastsFor(Action check) throws Exception {
        long until = System.nanoTime() + duration().toNanos();
        while (System.nanoTime() - until < 0) {
            check.run();
            pause(STEP);
        }
        close();
        assertThat(problems).as("what went wrong in the load itself").isEmpty();
    }

    private static Duration duration() {
        String text = System.getProperty("limits.duration", "");
        return text.isEmpty() ? Duration.ofSeconds(15) : Duration.parse("PT" + text);
    }

    @Override
    public void close() {
        end.countDown();
        try {
            for (Thread thread : threads) {
                assertThat(thread.join(LEAVE)).as(thread.getName() + " ends").isTrue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
