package io.podhelpers.gitsync.verify;

import io.podhelpers.gitsync.verify.PgpPackets.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of a keyring (`gpg --export`, armored or not) that may sign, by what their owners' own signatures say (RFC
/// 4880, section 11.1): a key needs a self-signature that holds, a subkey its owner's binding and its own consent; what
/// was revoked is left out.
///
/// @param signers primary keys and subkeys
record PgpKeyring(List<Signer> signers) {
    private static final Logger log = LoggerFactory.getLogger(PgpKeyring.class);
    private static final int SIGNATURE = 2;
    private static final int PRIMARY = 6;
    private static final int USER = 13;
    private static final int SUBKEY = 14;

    PgpKeyring {
        signers = List.copyOf(signers);
    }

    /// A key that may sign.
    ///
    /// @param owner the primary key's fingerprint
    /// @param endSeconds from then on its signatures do not count
    record Signer(PgpPublicKey key, String owner, long endSeconds) {
        boolean isValidAt(long seconds) {
            return seconds >= key.createdSeconds() && seconds < endSeconds;
        }
    }

    /// @throws IllegalArgumentException if there is no key in it that may sign
    static PgpKeyring parse(byte[] file) {
        List<Signer> signers = new ArrayList<>();
        Certificate current = null;
        for (Packet packet : PgpPackets.parse(file)) {
            if (packet.tag() == PRIMARY) {
                addTo(signers, current);
                current = Certificate.begin(packet.body());
            } else if (current != null) {
                current.add(packet);
            }
        }
        addTo(signers, current);
        if (signers.isEmpty()) {
            throw new IllegalArgumentException("no OpenPGP key that may sign");
        }
        return new PgpKeyring(signers);
    }

    private static void addTo(List<Signer> signers, @Nullable Certificate certificate) {
        if (certificate != null) {
            signers.addAll(certificate.signers());
        }
    }

    /// One primary key and what belongs to it. What cannot be understood is passed over: it allows nothing.
    private static final class Certificate {
        private final PgpPublicKey primary;
        private final List<Signer> subkeys = new ArrayList<>();
        private @Nullable PgpSignature self;
        private boolean revoked;

        private int part = PRIMARY;
        private byte[] user = {};
        private @Nullable PgpPublicKey subkey;
        private @Nullable PgpSignature binding;
        private boolean subkeyRevoked;

        private Certificate(PgpPublicKey primary) {
            this.primary = primary;
        }

        static @Nullable Certificate begin(ByteBuffer body) {
            return understood(() -> new Certificate(PgpPublicKey.parse(body))).orElse(null);
        }

        void add(Packet packet) {
            switch (packet.tag()) {
                case SIGNATURE ->
                    understood(() -> PgpSignature.parse(packet.body())).ifPresent(this::add);
                case USER -> {
                    part = USER;
                    user = framedUser(PgpPackets.bytes(packet.body()));
                }
                case SUBKEY -> {
                    endSubkey();
                    part = SUBKEY;
                    subkey = understood(() -> PgpPublicKey.parse(packet.body())).orElse(null);
                }
                default -> part = packet.tag();
            }
        }

        private void add(PgpSignature signature) {
            switch (part) {
                case PRIMARY -> addToPrimary(signature);
                case USER -> {
                    boolean aboutUser =
                            signature.type() >= PgpSignature.USER_FIRST && signature.type() <= PgpSignature.USER_LAST;
                    if (aboutUser && primary.verifies(signature, primary.framed(), user)) {
                        self = newer(self, signature);
                    }
                }
                case SUBKEY -> addToSubkey(signature);
                default -> log.atTrace().log("a signature about something else");
            }
        }

        private void addToPrimary(PgpSignature signature) {
            if (primary.verifies(signature, primary.framed())) {
                revoked |= signature.type() == PgpSignature.KEY_REVOKED;
                if (signature.type() == PgpSignature.KEY) {
                    self = newer(self, signature);
                }
            }
        }

        private void addToSubkey(PgpSignature signature) {
            PgpPublicKey key = subkey;
            if (key == null || !primary.verifies(signature, primary.framed(), key.framed())) {
                return;
            }
            subkeyRevoked |= signature.type() == PgpSignature.SUBKEY_REVOKED;
            if (signature.type() == PgpSignature.SUBKEY) {
                binding = newer(binding, signature);
            }
        }

        private void endSubkey() {
            PgpPublicKey key = subkey;
            PgpSignature bound = binding;
            if (key != null
                    && bound != null
                    && !subkeyRevoked
                    && bound.maySign().orElse(false)
                    && consents(key, bound)) {
                subkeys.add(new Signer(key, primary.fingerprint(), end(key, bound)));
            }
            subkey = null;
            binding = null;
            subkeyRevoked = false;
        }

        private boolean consents(PgpPublicKey key, PgpSignature bound) {
            return understood(() -> bound.consent().orElseThrow(() -> new IllegalArgumentException("no consent")))
                    .filter(consent -> consent.type() == PgpSignature.CONSENT)
                    .filter(consent -> key.verifies(consent, primary.framed(), key.framed()))
                    .isPresent();
        }

        List<Signer> signers() {
            endSubkey();
            PgpSignature own = self;
            if (own == null || revoked) {
                return List.of();
            }
            long end = end(primary, own);
            List<Signer> signers = new ArrayList<>();
            if (own.maySign().orElse(true)) {
                signers.add(new Signer(primary, primary.fingerprint(), end));
            }
            subkeys.forEach(
                    found -> signers.add(new Signer(found.key(), found.owner(), Math.min(end, found.endSeconds()))));
            return signers;
        }

        private static long end(PgpPublicKey key, PgpSignature statement) {
            long life = statement.keyLifeSeconds();
            return life == 0 ? Long.MAX_VALUE : key.createdSeconds() + life;
        }

        private static PgpSignature newer(@Nullable PgpSignature known, PgpSignature other) {
            return known == null || other.createdSeconds() >= known.createdSeconds() ? other : known;
        }

        private static byte[] framedUser(byte[] name) {
            return ByteBuffer.allocate(5 + name.length)
                    .put((byte) 0xb4)
                    .putInt(name.length)
                    .put(name)
                    .array();
        }
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> Optional<T> understood(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (RuntimeException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("a part of the keyring is passed over");
            return Optional.empty();
        }
    }
}
