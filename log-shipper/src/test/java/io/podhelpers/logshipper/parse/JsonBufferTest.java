package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonBufferTest {
    private static String text(int... bytes) {
        byte[] source = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            source[i] = (byte) bytes[i];
        }
        return text(source);
    }

    private static String text(byte[] source) {
        JsonBuffer out = new JsonBuffer(1);
        out.putText(source, 0, source.length);
        byte[] written = java.util.Arrays.copyOf(out.array(), out.length());
        String text = new String(written, UTF_8);
        assertThat(text.getBytes(UTF_8)).as("valid UTF-8").isEqualTo(written);
        return text;
    }

    @Test
    void escapesWhatJsonDemands() {
        assertThat(text("a\"b\\c\n\r\t\u0001\u007f".getBytes(UTF_8))).isEqualTo("a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f");
        assertThat(text("é€😀".getBytes(UTF_8))).isEqualTo("é€😀");
    }

    @Test
    void replacesBytesThatAreNoUtf8() {
        assertThat(text(0xff, 'a', 0xc3)).isEqualTo("\uFFFDa\uFFFD");
        assertThat(text(0xc0, 0x80)).as("overlong").isEqualTo("\uFFFD\uFFFD");
        assertThat(text(0xed, 0xa0, 0x80)).as("surrogate").isEqualTo("\uFFFD\uFFFD\uFFFD");
        assertThat(text(0xf4, 0x90, 0x80, 0x80)).as("beyond Unicode").hasSize(4);
    }

    @Test
    void writesValidUtf8WhateverTheBytes() {
        Random random = new Random(7);
        byte[] bytes = new byte[64];
        for (int i = 0; i < 2000; i++) {
            random.nextBytes(bytes);
            assertThat(text(bytes).chars().filter(c -> c < 0x20)).isEmpty();
        }
    }
}
