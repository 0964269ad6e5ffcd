package io.podhelpers.k8s.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A short `make soak`. Its faults are the same each time; which lines and commands they hit is not.
final class SoakIT {
    private static final long SEED = 8;

    @Test
    void keepsItsBooksInOrderUnderFaults() throws IOException, InterruptedException {
        Ledger ledger = new Soak(Path.of("all-four"), Duration.ofSeconds(30), SEED, System.out::println).run();

        assertThat(ledger.balances()).as(ledger.toString()).isTrue();
        assertThat(ledger.lines()).hasSize(7);
    }
}
