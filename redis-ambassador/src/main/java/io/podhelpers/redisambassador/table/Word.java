package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A word of the protocol, compared with bytes in a buffer without regard to the case of ASCII letters and without
/// allocation.
final class Word {
    private final byte[] lowerCase;

    Word(String text) {
        lowerCase = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
    }

    int length() {
        return lowerCase.length;
    }

    boolean is(ByteBuf buffer, int index, int length) {
        if (length != lowerCase.length) {
            return false;
        }
        long memory = Bytes.memory(buffer);
        for (int i = 0; i < length; i++) {
            if (lower(Bytes.at(buffer, memory, index + i)) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    boolean is(Arguments arguments, int argument) {
        return is(arguments.buffer(), arguments.index(argument), arguments.length(argument));
    }

    int hash() {
        int hash = lowerCase.length;
        for (byte letter : lowerCase) {
            hash = hash * 31 + letter;
        }
        return spread(hash);
    }

    /// The same for bytes in a buffer.
    static int hash(ByteBuf buffer, int index, int length) {
        int hash = length;
        long memory = Bytes.memory(buffer);
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + lower(Bytes.at(buffer, memory, index + i));
        }
        return spread(hash);
    }

    private static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter | 0x20) : letter;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Word word && Arrays.equals(lowerCase, word.lowerCase);
    }

    @Override
    public int hashCode() {
        return hash();
    }

    @Override
    public String toString() {
        return new String(lowerCase, StandardCharsets.ISO_8859_1);
    }
}
