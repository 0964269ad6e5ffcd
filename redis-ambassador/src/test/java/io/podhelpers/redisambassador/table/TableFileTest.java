package io.podhelpers.redisambassador.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TableFileTest {
    @Test
    void whatTheGeneratorWritesIsReadBackAlike() {
        String written = CommandTableGenerator.write(TableFile.read());

        assertThat(CommandTableGenerator.write(TableFile.parse(written))).isEqualTo(written);
        assertThat(written.lines().collect(Collectors.toList()))
                .hasSize(394)
                .contains("get 2 1,1,1 fast,readonly i1/r0,1,0/RO -")
                .contains("spublish 3 1,1,1 fast,loading,pubsub,stale i1/r0,1,0/RW,not_key -");
    }

    @Test
    void aBrokenLineIsShown() {
        assertThatThrownBy(() -> TableFile.parse("get 2 1,1,1 fast"))
                .hasMessageContaining("'get 2 1,1,1 fast' (expected: 6 columns)");
    }
}
