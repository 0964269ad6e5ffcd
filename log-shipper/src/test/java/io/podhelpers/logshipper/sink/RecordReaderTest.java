package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecordReaderTest {
    private static List<String> pairs(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        RecordReader reader = new RecordReader();
        reader.open(bytes, 0, bytes.length);
        List<String> pairs = new ArrayList<>();
        while (reader.next()) {
            pairs.add(text(bytes, reader.keyFrom(), reader.keyTo()) + " " + reader.kind() + " "
                    + text(bytes, reader.valueFrom(), reader.valueTo()));
        }
        return pairs;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }

    @Test
    void findsEveryPairWhateverItsValue() {
        assertThat(pairs(
                        "{\"a\":\"x\",\"b\":-1.5e3,\"c\":{\"d\":[1,\"}\",{}]},\"e\":true,\"f\":[],\"g\":\"\\\"\\\\\"}"))
                .containsExactly(
                        "a STRING x",
                        "b NUMBER -1.5e3",
                        "c OTHER {\"d\":[1,\"}\",{}]}",
                        "e OTHER true",
                        "f OTHER []",
                        "g STRING \\\"\\\\");
        assertThat(pairs("{ \"a\" : 1 ,\n \"b\" : \"y\" }")).containsExactly("a NUMBER 1", "b STRING y");
        assertThat(pairs("{}")).isEmpty();
    }

    @Test
    void unescapesWhatJsonEscapes() {
        byte[] inside = "a\\\"b\\\\c\\n\\r\\t\\b\\f\\/\\u00e9\\u20ac\\ud83d\\ude00\\ud83d é".getBytes(UTF_8);
        JsonBuffer out = new JsonBuffer(8);
        RecordReader.unescape(inside, 0, inside.length, out);
        assertThat(new String(out.array(), 0, out.length(), UTF_8)).isEqualTo("a\"b\\c\n\r\t\b\f/é€😀\ufffd é");
    }

    @Test
    void readsToTheEndOfAnythingWithoutFailing() {
        Random random = new Random(42);
        byte[] alphabet = "{}[]\":,\\u1 a-".getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(30) + 1];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            RecordReader reader = new RecordReader();
            reader.open(bytes, 0, bytes.length);
            for (int i = 0; i < bytes.length && reader.next(); i++) {
                assertThat(reader.valueTo()).isBetween(0, bytes.length);
            }
        }
    }
}
