package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class ProcessLifeTest {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ProcessLife life = new ProcessLife(InstantSource.system());
    private final List<String> events = new ArrayList<>();

    private final class Recorder implements Service {
        private final Runnable onStart;
        private final int stopCode;

        Recorder(Runnable onStart, int stopCode) {
            this.onStart = onStart;
            this.stopCode = stopCode;
        }

        @Override
        public void start() {
            events.add("start");
            onStart.run();
        }

        @Override
        public int stop(Deadline deadline) {
            events.add("stop");
            assertThat(deadline.remaining()).isPositive().isLessThanOrEqualTo(GRACE);
            return stopCode;
        }
    }

    @Test
    void sigtermStopsTheServiceAndExitsZero() throws Exception {
        int code = life.run(new Recorder(() -> Signal.raise(new Signal("TERM")), 0), GRACE);
        assertThat(code).isZero();
        assertThat(events).containsExactly("start", "stop");
    }

    @Test
    void theServicesOwnEndDecidesTheExitCode() throws Exception {
        assertThat(life.run(new Recorder(() -> life.end(1), 0), GRACE)).isEqualTo(1);
        assertThat(life.isEnding()).isTrue();
    }

    @Test
    void workLeftUndoneWhileStoppingShowsInTheExitCode() throws Exception {
        assertThat(life.run(new Recorder(() -> life.end(0), 1), GRACE)).isEqualTo(1);
    }

    @Test
    void aFailedStartStillClosesWhatWasOpened() {
        assertThatThrownBy(() -> life.run(
                        new Recorder(
                                () -> {
                                    throw new UserError("port taken");
                                },
                                0),
                        GRACE))
                .isInstanceOf(UserError.class);
        assertThat(events).containsExactly("start", "stop");
    }

    @Test
    void aHangupWakesWhoAskedForIt() throws IOException, InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        life.on("HUP", heard::countDown);
        Signal.raise(new Signal("HUP"));
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
