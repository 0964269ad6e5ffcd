package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.runtime.UserError;
import org.jspecify.annotations.Nullable;

/// A server's error that tells that it did not execute a request, and that another one, or the same a little later,
/// may.
///
/// @param slot of `MOVED` and `ASK`, else -1
/// @param to of `MOVED` and `ASK`: who serves the slot
record Refusal(Kind kind, String text, int slot, @Nullable NodeAddress to) {
    enum Kind {
        /// A write that reached a replica.
        READONLY,
        /// The server reads its data and knows nothing yet.
        LOADING,
        /// A replica that has lost its primary and is not to serve old data.
        MASTERDOWN,
        /// The slot is another server's.
        MOVED,
        /// The slot is on its way to another server, which has this key already.
        ASK,
        /// The slot is on its way, and each of two servers has some of the keys.
        TRYAGAIN,
        /// A part of the cluster is missing.
        CLUSTERDOWN,
        /// The server became a replica while the request waited for something.
        UNBLOCKED,
        /// A part of the transaction was refused before.
        EXECABORT
    }

    private static final int LONGEST_WORD = 12;
    private static final NodeAddress NOBODY = new NodeAddress("nobody", 1);

    /// Reads an error line; null if it is any other error.
    static @Nullable Refusal read(ByteBuf in, int from, int to) {
        return read(in, from, to, NOBODY);
    }

    /// @param sender whom a `MOVED` without a host means
    static @Nullable Refusal read(ByteBuf in, int from, int to, NodeAddress sender) {
        Kind kind = kind(in, from + 1, to);
        if (kind == null) {
            return null;
        }
        String text = ErrorLine.text(in, from, to);
        if (kind == Kind.UNBLOCKED && !text.startsWith("UNBLOCKED force")) {
            return null; // by CLIENT UNBLOCK: meant for the client
        }
        if (kind != Kind.MOVED && kind != Kind.ASK) {
            return new Refusal(kind, text, -1, null);
        }
        String[] words = text.split(" ", -1);
        try {
            int slot = Integer.parseInt(words[1]);
            return new Refusal(kind, text, slot, address(words[2], sender));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException | UserError _) {
            return null; // not as a cluster words it: the client is told
        }
    }

    /// `host:port`; a server that does not know its own name leaves the host out, and means the one it was asked at.
    private static NodeAddress address(String text, NodeAddress sender) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        return new NodeAddress(host.isEmpty() ? sender.host() : host, Integer.parseInt(text.substring(colon + 1)));
    }

    private static @Nullable Kind kind(ByteBuf in, int from, int to) {
        int end = in.indexOf(from, Math.min(to, from + LONGEST_WORD), (byte) ' ');
        if (end < 0) {
            return null;
        }
        return switch (in.getByte(from)) {
            case 'R' -> named(Kind.READONLY, in, from, end);
            case 'L' -> named(Kind.LOADING, in, from, end);
            case 'M' -> end - from == 5 ? named(Kind.MOVED, in, from, end) : named(Kind.MASTERDOWN, in, from, end);
            case 'A' -> named(Kind.ASK, in, from, end);
            case 'T' -> named(Kind.TRYAGAIN, in, from, end);
            case 'C' -> named(Kind.CLUSTERDOWN, in, from, end);
            case 'E' -> named(Kind.EXECABORT, in, from, end);
            case 'U' -> named(Kind.UNBLOCKED, in, from, end);
            default -> null;
        };
    }

    private static @Nullable Kind named(Kind kind, ByteBuf in, int from, int end) {
        String name = kind.name();
        if (end - from != name.length()) {
            return null;
        }
        for (int i = 0; i < name.length(); i++) {
            if (in.getByte(from + i) != name.charAt(i)) {
                return null;
            }
        }
        return kind;
    }

    /// As the server sent it.
    byte[] line() {
        return ("-" + text + "\r\n").getBytes(ISO_8859_1);
    }
}
