package io.podhelpers.redisambassador.shards;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/// Keys of all shapes, the same in each run; one character is one byte.
final class Keys {
    private Keys() {}

    static Set<String> ofAllShapes(int count) {
        Random random = new Random(4711);
        Set<String> keys = new LinkedHashSet<>();
        for (int i = 0; keys.size() < count; i++) {
            keys.add(
                    switch (i % 8) {
                        case 0 -> "key:" + i;
                        case 1 -> Integer.toString(random.nextInt());
                        case 2 -> bytes(random, 1 + random.nextInt(16), 256);
                        case 3 -> bytes(random, 1 + random.nextInt(300), 128);
                        case 4 -> "{user" + random.nextInt(50) + "}:" + i;
                        case 5 -> "a{" + bytes(random, random.nextInt(4), 96) + "}b" + i + "}";
                        case 6 -> "$" + random.nextInt(100) + "$" + i;
                        default -> bytes(random, 1 + random.nextInt(40), 256) + i;
                    });
        }
        return keys;
    }

    private static String bytes(Random random, int length, int values) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < length; i++) {
            bytes.append((char) random.nextInt(values));
        }
        return bytes.toString();
    }
}
