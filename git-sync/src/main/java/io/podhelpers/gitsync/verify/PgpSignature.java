package io.podhelpers.gitsync.verify;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A signature of version 4 (RFC 4880, section 5.2.3). Hashes that no longer hold (MD5, SHA-1) are refused.
///
/// @param type what it is about: 0 a document, 0x10 to 0x13 a user ID, 0x18 a subkey, 0x19 a subkey's consent, 0x1f a
///     key, 0x20 and 0x28 revocations
/// @param head what is hashed of the signature itself
/// @param facts its signed subpackets by type
/// @param value the numbers that the algorithm made
record PgpSignature(
        int type, int keyAlgorithm, String hash, ByteBuffer head, Map<Integer, ByteBuffer> facts, ByteBuffer value) {
    static final int DOCUMENT = 0x00;
    static final int USER_FIRST = 0x10;
    static final int USER_LAST = 0x13;
    static final int SUBKEY = 0x18;
    static final int CONSENT = 0x19;
    static final int KEY = 0x1f;
    static final int KEY_REVOKED = 0x20;
    static final int SUBKEY_REVOKED = 0x28;

    private static final int VERSION = 4;
    private static final Map<Integer, String> HASHES = Map.of(8, "SHA-256", 9, "SHA-384", 10, "SHA-512", 11, "SHA-224");
    private static final int CREATED = 2;
    private static final int KEY_EXPIRES = 9;
    private static final int KEY_FLAGS = 27;
    private static final int EMBEDDED = 32;
    private static final int MAY_SIGN = 2;
    private static final int CRITICAL = 0x80;

    /// Those that are heeded here, and those that only inform.
    private static final Set<Integer> UNDERSTOOD =
            Set.of(CREATED, KEY_EXPIRES, 11, 16, 21, 22, 23, 25, KEY_FLAGS, 30, EMBEDDED, 33, 34);

    /// @throws IllegalArgumentException if it is of a kind that is not known here
    static PgpSignature parse(ByteBuffer body) {
        ByteBuffer in = body.duplicate();
        int version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("OpenPGP: a signature of version " + version + " (expected: 4)");
        }
        int type = in.get() & 0xff;
        int algorithm = in.get() & 0xff;
        int hash = in.get() & 0xff;
        String name = HASHES.get(hash);
        if (name == null) {
            throw new IllegalArgumentException("OpenPGP: hash algorithm " + hash + " (expected: SHA-256 or stronger)");
        }
        ByteBuffer hashed = PgpPackets.take(in, in.getShort() & 0xffff);
        ByteBuffer head = body.slice(0, 6 + hashed.remaining());
        ByteBuffer unhashed = PgpPackets.take(in, in.getShort() & 0xffff);
        Map<Integer, ByteBuffer> facts = subpackets(hashed);
        // a subkey's consent proves itself, so it may stand outside what is signed
        Optional.ofNullable(subpackets(unhashed).get(EMBEDDED)).ifPresent(inner -> facts.putIfAbsent(EMBEDDED, inner));
        in.getShort(); // the hash's first bytes, of use to the hurried only
        return new PgpSignature(type, algorithm, name, head, Map.copyOf(facts), in.slice());
    }

    private static Map<Integer, ByteBuffer> subpackets(ByteBuffer in) {
        Map<Integer, ByteBuffer> facts = new HashMap<>();
        while (in.hasRemaining()) {
            ByteBuffer subpacket = PgpPackets.take(in, PgpPackets.length(in));
            int type = subpacket.get() & 0xff;
            if ((type & CRITICAL) != 0 && !UNDERSTOOD.contains(type & ~CRITICAL)) {
                throw new IllegalArgumentException("OpenPGP: a critical subpacket " + (type & ~CRITICAL));
            }
            facts.put(type & ~CRITICAL, subpacket.slice());
        }
        return facts;
    }

    @Override
    public ByteBuffer value() {
        return value.duplicate();
    }

    /// What is hashed: the content, the signature's own head, and a trailer with that one's length.
    List<byte[]> hashed(byte[]... content) {
        List<byte[]> parts = new ArrayList<>(List.of(content));
        parts.add(PgpPackets.bytes(head.duplicate()));
        parts.add(ByteBuffer.allocate(6)
                .put((byte) VERSION)
                .put((byte) 0xff)
                .putInt(head.remaining())
                .array());
        return parts;
    }

    byte[] digest(byte[]... content) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance(hash);
        hashed(content).forEach(digest::update);
        return digest.digest();
    }

    long createdSeconds() {
        return number(CREATED).orElse(0L);
    }

    /// How long after its own creation the key that this is about expires; 0 for never.
    long keyLifeSeconds() {
        return number(KEY_EXPIRES).orElse(0L);
    }

    /// Whether the key may sign, where this says anything about that.
    Optional<Boolean> maySign() {
        return Optional.ofNullable(facts.get(KEY_FLAGS))
                .filter(ByteBuffer::hasRemaining)
                .map(flags -> (flags.get(0) & MAY_SIGN) != 0);
    }

    /// The subkey's own signature that it belongs to the key.
    Optional<PgpSignature> consent() {
        return Optional.ofNullable(facts.get(EMBEDDED)).map(PgpSignature::parse);
    }

    private Optional<Long> number(int fact) {
        return Optional.ofNullable(facts.get(fact))
                .filter(content -> content.remaining() == Integer.BYTES)
                .map(content -> content.getInt(0) & 0xffffffffL);
    }
}
