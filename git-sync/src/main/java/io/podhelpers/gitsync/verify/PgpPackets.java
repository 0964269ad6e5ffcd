package io.podhelpers.gitsync.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// OpenPGP packets (RFC 4880, section 4), bare or in ASCII armor (section 6.2).
final class PgpPackets {
    private static final Pattern ARMOR = Pattern.compile(
            "-----BEGIN PGP (?<kind>[A-Z ]+)-----[ \\t]*\\r?\\n(?:[^\\r\\n:]+: [^\\r\\n]*\\r?\\n)*[ \\t]*\\r?\\n(?<body>[A-Za-z0-9+/=\\s]*?)"
                    + "(?:=[A-Za-z0-9+/]{4}\\s*)?-----END PGP \\k<kind>-----");
    private static final int NEW_FORMAT = 0x40;
    private static final int PACKET = 0x80;

    /// One packet.
    ///
    /// @param tag what it is: 2 a signature, 6 a public key, 13 a user ID, 14 a public subkey
    record Packet(int tag, ByteBuffer body) {
        @Override
        public ByteBuffer body() {
            return body.duplicate();
        }
    }

    private PgpPackets() {}

    /// @throws IllegalArgumentException if they are not packets
    static List<Packet> parse(byte[] content) {
        List<Packet> packets = new ArrayList<>();
        if (content.length > 0 && (content[0] & PACKET) != 0) {
            readAll(ByteBuffer.wrap(content), packets);
            return packets;
        }
        Matcher armor = ARMOR.matcher(new String(content, ISO_8859_1));
        while (armor.find()) {
            readAll(ByteBuffer.wrap(Base64.getMimeDecoder().decode(armor.group("body"))), packets);
        }
        return packets;
    }

    private static void readAll(ByteBuffer in, List<Packet> packets) {
        try {
            while (in.hasRemaining()) {
                packets.add(read(in));
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("OpenPGP: a packet that is cut off", e);
        }
    }

    private static Packet read(ByteBuffer in) {
        int head = in.get() & 0xff;
        if ((head & PACKET) == 0) {
            throw new IllegalArgumentException("OpenPGP: not a packet");
        }
        boolean modern = (head & NEW_FORMAT) != 0;
        int tag = modern ? head & 0x3f : (head >> 2) & 0x0f;
        long length = modern ? length(in) : oldLength(in, head & 3);
        return new Packet(tag, take(in, length));
    }

    private static long oldLength(ByteBuffer in, int type) {
        return switch (type) {
            case 0 -> in.get() & 0xff;
            case 1 -> in.getShort() & 0xffff;
            case 2 -> in.getInt() & 0xffffffffL;
            default -> in.remaining();
        };
    }

    /// A length as packets of the new format and subpackets have it.
    static long length(ByteBuffer in) {
        int first = in.get() & 0xff;
        if (first < 192) {
            return first;
        }
        if (first < 224) {
            return ((first - 192L) << 8) + (in.get() & 0xff) + 192;
        }
        if (first == 255) {
            return in.getInt() & 0xffffffffL;
        }
        throw new IllegalArgumentException("OpenPGP: a length in parts (expected: whole)");
    }

    static ByteBuffer take(ByteBuffer in, long length) {
        if (length > in.remaining()) {
            throw new IllegalArgumentException("OpenPGP: " + length + " bytes announced, " + in.remaining() + " left");
        }
        ByteBuffer taken = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return taken;
    }

    static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    /// A multiprecision integer: its length in bits, then its bytes.
    static byte[] integer(ByteBuffer in) {
        int bits = in.getShort() & 0xffff;
        return bytes(take(in, (bits + 7) / 8));
    }
}
