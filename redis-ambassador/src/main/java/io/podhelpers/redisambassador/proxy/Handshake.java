package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a new upstream connection says before it carries requests: the protocol's version, who we are, the database.
final class Handshake {
    private Handshake() {}

    static ByteBuf requests(BackendKey key, ByteBufAllocator allocator) {
        ByteBuf out = allocator.directBuffer(128);
        Credentials who = key.credentials();
        if (who != null) {
            if (who.user() == null) {
                Encode.request(out, "AUTH", who.password());
            } else {
                Encode.request(out, "AUTH", who.user(), who.password());
            }
        }
        if (key.resp() != 2) {
            Encode.request(out, "HELLO", Integer.toString(key.resp()));
        }
        if (key.database() != 0) {
            Encode.request(out, "SELECT", Integer.toString(key.database()));
        }
        if (key.replica()) {
            Encode.request(out, "READONLY");
        }
        if (key.untouching()) {
            Encode.request(out, "CLIENT", "NO-TOUCH", "ON");
        }
        if (!key.name().isEmpty()) {
            Encode.request(out, "CLIENT", "SETNAME", key.name());
        }
        return out;
    }

    static int replies(BackendKey key) {
        return (key.credentials() == null ? 0 : 1)
                + (key.resp() == 2 ? 0 : 1)
                + (key.database() == 0 ? 0 : 1)
                + (key.replica() ? 1 : 0)
                + (key.untouching() ? 1 : 0)
                + (key.name().isEmpty() ? 0 : 1);
    }

    /// The first error among whole replies, null if there is none.
    static @Nullable String firstError(ByteBuf replies) {
        ReplyFramer framer = new ReplyFramer();
        int at = replies.readerIndex();
        while (at < replies.writerIndex()) {
            if (replies.getByte(at) == '-') {
                int end = replies.indexOf(at, replies.writerIndex(), (byte) '\n');
                return replies.toString(at + 1, end - at - 2, StandardCharsets.ISO_8859_1);
            }
            at = framer.advance(replies, at, replies.writerIndex(), 1, false);
        }
        return null;
    }
}
