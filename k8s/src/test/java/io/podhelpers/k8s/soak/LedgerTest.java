package io.podhelpers.k8s.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void balancesOnlyWhenEveryLineDoes() {
        Ledger ledger = new Ledger();
        ledger.add("lines", "2 = 2", true);
        assertThat(ledger.balances()).isTrue();

        ledger.add("commands", "3 = 2", false);

        assertThat(ledger.balances()).isFalse();
        assertThat(ledger.toString())
                .contains("| lines | 2 = 2 | balances |", "| commands | 3 = 2 | **DOES NOT BALANCE** |");
    }

    @Test
    void explainsOnlyWhatTheHelperMissedWhileItWasDownItself() {
        Outages outages = new Outages();
        outages.add("git-sync", NOON, NOON.plusSeconds(5));
        Duration grace = Duration.ofSeconds(8);

        assertThat(outages.explain("git-sync", NOON.plusSeconds(3), NOON.plusSeconds(4), grace))
                .isTrue();
        assertThat(outages.explain("git-sync", NOON.plusSeconds(12), NOON.plusSeconds(12), grace))
                .isTrue();
        assertThat(outages.explain("git-sync", NOON.plusSeconds(14), NOON.plusSeconds(15), grace))
                .isFalse();
        assertThat(outages.explain("git-sync", NOON.minusSeconds(3), NOON.minusSeconds(1), grace))
                .isFalse();
        assertThat(outages.explain("log-shipper", NOON.plusSeconds(3), NOON.plusSeconds(4), grace))
                .isFalse();
    }
}
