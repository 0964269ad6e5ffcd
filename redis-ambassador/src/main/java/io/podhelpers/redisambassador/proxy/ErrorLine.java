package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// A server's error as text.
final class ErrorLine {
    private ErrorLine() {}

    /// The error without its type and line end.
    static String text(ByteBuf in, int from, int to) {
        return in.toString(from + 1, Math.max(0, to - from - 3), StandardCharsets.ISO_8859_1);
    }
}
