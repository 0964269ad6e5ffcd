package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// The first word of a server's error, as far as it tells something about the server.
final class ErrorLine {
    enum Kind {
        READONLY,
        LOADING,
        MASTERDOWN,
        MOVED,
        OTHER
    }

    private static final byte[] READONLY = ascii("-READONLY ");
    private static final byte[] LOADING = ascii("-LOADING ");
    private static final byte[] MASTERDOWN = ascii("-MASTERDOWN ");
    private static final byte[] MOVED = ascii("-MOVED ");

    private ErrorLine() {}

    static Kind kind(ByteBuf in, int from, int to) {
        return switch (to - from > 2 ? in.getByte(from + 1) : 0) {
            case 'R' -> startsWith(READONLY, in, from, to) ? Kind.READONLY : Kind.OTHER;
            case 'L' -> startsWith(LOADING, in, from, to) ? Kind.LOADING : Kind.OTHER;
            case 'M' -> startsWith(MASTERDOWN, in, from, to) ? Kind.MASTERDOWN : moved(in, from, to);
            default -> Kind.OTHER;
        };
    }

    private static Kind moved(ByteBuf in, int from, int to) {
        return startsWith(MOVED, in, from, to) ? Kind.MOVED : Kind.OTHER;
    }

    private static boolean startsWith(byte[] word, ByteBuf in, int from, int to) {
        if (to - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (in.getByte(from + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    /// The error without its type and line end.
    static String text(ByteBuf in, int from, int to) {
        return in.toString(from + 1, Math.max(0, to - from - 3), StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
