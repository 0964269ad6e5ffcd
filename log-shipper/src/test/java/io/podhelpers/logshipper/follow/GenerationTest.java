package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GenerationTest {
    private static final Identity FILE = new Identity(1, 2);

    private static long id(String log, Identity identity, long base, String content) {
        Generation generation = new Generation(log, identity, Mark.START);
        byte[] bytes = content.getBytes(US_ASCII);
        generation.nameBy(base, bytes, bytes.length);
        return generation.id();
    }

    @Test
    void hasTheSameIdAfterARestartUnderAnotherNameAndGrown() {
        assertThat(id("access.log.1", FILE, 0, "first line\nsecond\n"))
                .isEqualTo(id("access.log", FILE, 0, "first line\n"))
                .isNotZero();
    }

    @Test
    void hasAnotherIdThanTheNextContentOfItsFileAndThanOtherFiles() {
        long id = id("access.log", FILE, 0, "first line\n");
        assertThat(id("access.log", FILE, 0, "first lime\n")).isNotEqualTo(id);
        assertThat(id("access.log", new Identity(1, 3), 0, "first line\n")).isNotEqualTo(id);
        assertThat(id("access.log", FILE, 4096, "first line\n")).isNotEqualTo(id);
    }

    @Test
    void keepsTheIdThatACheckpointKnows() {
        Generation generation = new Generation("access.log", FILE, Mark.START, 77);
        generation.nameBy(0, new byte[] {'x'}, 1);
        assertThat(generation.id()).isEqualTo(77);
    }
}
