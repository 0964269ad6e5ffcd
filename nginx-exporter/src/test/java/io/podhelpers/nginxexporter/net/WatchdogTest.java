package io.podhelpers.nginxexporter.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.nginxexporter.Waiting;
import io.podhelpers.nginxexporter.net.Watchdog.Watch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
    private static final long SOON = Duration.ofMillis(20).toNanos();
    private static final long LATE = Duration.ofHours(1).toNanos();

    @Test
    void closesWhatIsOverdueAndLeavesTheRest() throws Exception {
        try (Watchdog watchdog = new Watchdog()) {
            AtomicBoolean early = new AtomicBoolean();
            AtomicBoolean late = new AtomicBoolean();
            AtomicBoolean ended = new AtomicBoolean();
            Watch rest = watchdog.watch(() -> late.set(true), System.nanoTime() + LATE);
            watchdog.watch(() -> ended.set(true), System.nanoTime() + SOON).close();
            Watch overdue = watchdog.watch(() -> early.set(true), System.nanoTime() + SOON);
            Waiting.until("the overdue one is closed", early::get);
            assertThat(overdue.fired()).isTrue();
            assertThat(rest.fired()).isFalse();
            assertThat(late).isFalse();
            assertThat(ended).isFalse();
            assertThat(watchdog.watched()).isEqualTo(1);
        }
    }

    @Test
    void followsADeadlineThatMoves() throws Exception {
        try (Watchdog watchdog = new Watchdog()) {
            AtomicBoolean closed = new AtomicBoolean();
            Watch watch = watchdog.watch(() -> closed.set(true), System.nanoTime() + LATE);
            watch.moveTo(System.nanoTime() + SOON);
            Waiting.until("it is closed at the new time", closed::get);
        }
    }

    /// Whether the scan under way meets the new watch is a matter of chance, hence the many rounds.
    @Test
    void forgetsNoWatchThatComesWhileClosingAnotherUsesTheWakeUp() throws Exception {
        for (int round = 0; round < 50; round++) {
            CountDownLatch second = new CountDownLatch(1);
            try (Watchdog watchdog = new Watchdog()) {
                watchdog.watch(
                        () -> {
                            watchdog.watch(second::countDown, System.nanoTime() + SOON);
                            LockSupport.parkNanos(SOON); // as waiting for a lock does
                        },
                        System.nanoTime());
                Waiting.until("the second one is closed, too", () -> second.getCount() == 0);
            }
        }
    }
}
