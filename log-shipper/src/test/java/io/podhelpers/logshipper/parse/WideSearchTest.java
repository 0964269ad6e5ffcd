package io.podhelpers.logshipper.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What looks at eight bytes at a time finds what a loop over single bytes does, wherever it lies.
final class WideSearchTest {
    private static final int LONGEST = 27;
    private static final byte MANY = 'x';

    private final Random random = new Random(20_261_127);

    private byte[] bytes(int length, int kinds) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(8) < kinds ? bytes[i] : MANY;
        }
        return bytes;
    }

    @Test
    void findsTheFirstOfAByte() {
        for (int round = 0; round < 40_000; round++) {
            byte[] bytes = bytes(random.nextInt(LONGEST), random.nextInt(9));
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            byte wanted = to > from && random.nextBoolean() ? bytes[from + random.nextInt(to - from)] : (byte) round;
            int expected = from;
            while (expected < to && bytes[expected] != wanted) {
                expected++;
            }
            assertThat(Bytes.indexOf(bytes, from, to, wanted))
                    .as("%d in %s, from %d to %d", wanted, Arrays.toString(bytes), from, to)
                    .isEqualTo(expected < to ? expected : -1);
        }
    }

    @Test
    void neverLooksBeyondTheArray() {
        byte[] bytes = new byte[16];
        assertThat(Bytes.indexOf(bytes, 16, 16, (byte) 0)).isEqualTo(-1);
        assertThatThrownBy(() -> Bytes.indexOf(bytes, 4, 17, (byte) 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.indexOf(bytes, -1, 9, (byte) 1)).isInstanceOf(IndexOutOfBoundsException.class);
        JsonBuffer out = new JsonBuffer(64);
        assertThatThrownBy(() -> out.putText(bytes, 9, 17)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void eachByteAtEachPlaceIsTreatedAsByItself() {
        for (int value = 0; value < 256; value++) {
            JsonBuffer alone = new JsonBuffer(16);
            alone.putText(new byte[] {(byte) value}, 0, 1);
            for (int place = 0; place < LONGEST; place++) {
                byte[] text = new byte[LONGEST];
                Arrays.fill(text, MANY);
                text[place] = (byte) value;
                JsonBuffer expected = new JsonBuffer(64);
                expected.put(text, 0, place);
                expected.put(alone.array(), 0, alone.length());
                expected.put(text, place + 1, LONGEST);
                JsonBuffer out = new JsonBuffer(1);

                out.putText(text, 0, LONGEST);

                assertThat(content(out)).as("%d at %d", value, place).isEqualTo(content(expected));
                assertThat(out.putIfClean(text, 0, LONGEST))
                        .isEqualTo(alone.length() == 1 && alone.array()[0] == (byte) value);
            }
        }
    }

    /// Texts of bytes of all kinds, in which one hit lies behind another.
    @Test
    void textsAreTheSumOfTheirParts() {
        for (int round = 0; round < 40_000; round++) {
            byte[] text = bytes(random.nextInt(LONGEST), random.nextInt(9));
            for (int i = 0; i < text.length; i++) {
                text[i] &= 0x7f; // what is longer than a byte is for another test
            }
            JsonBuffer expected = new JsonBuffer(16);
            for (int i = 0; i < text.length; i++) {
                expected.putText(text, i, i + 1);
            }
            JsonBuffer out = new JsonBuffer(1);
            out.putText(text, 0, text.length);
            assertThat(content(out)).as(Arrays.toString(text)).isEqualTo(content(expected));
        }
    }

    private static byte[] content(JsonBuffer buffer) {
        return Arrays.copyOf(buffer.array(), buffer.length());
    }
}
