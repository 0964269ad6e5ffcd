package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Deadline deadline = Deadline.after(Duration.ofSeconds(5), now::get);

    @Test
    void countsDownToZeroAndNeverBelow() {
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(5));
        now.set(Instant.EPOCH.plusSeconds(4));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(1));
        assertThat(deadline.isOver()).isFalse();
        now.set(Instant.EPOCH.plusSeconds(9));
        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.isOver()).isTrue();
    }
}
