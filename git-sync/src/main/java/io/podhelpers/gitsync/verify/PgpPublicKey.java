package io.podhelpers.gitsync.verify;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/// A public key or subkey of version 4 (RFC 4880, section 5.5.2; RFC 6637 for curves; RFC 9580 for Ed25519).
///
/// @param body the packet's body, which fingerprints and binding signatures cover
/// @param createdSeconds since the epoch
record PgpPublicKey(ByteBuffer body, long createdSeconds, int algorithm, PublicKey key) {
    private static final int VERSION = 4;
    private static final int RSA = 1;
    private static final int RSA_SIGN_ONLY = 3;
    private static final int ECDSA = 19;
    private static final int EDDSA_LEGACY = 22;
    private static final int ED25519 = 27;
    private static final int ED25519_BYTES = 32;
    private static final int SMALLEST_RSA_BITS = 2048;
    private static final Map<String, String> CURVES =
            Map.of("2a8648ce3d030107", "secp256r1", "2b81040022", "secp384r1", "2b81040023", "secp521r1");
    private static final String ED25519_OID = "2b06010401da470f01";

    /// @throws IllegalArgumentException if it is of a kind that is not known here
    static PgpPublicKey parse(ByteBuffer body) {
        ByteBuffer in = body.duplicate();
        int version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("OpenPGP: a key of version " + version + " (expected: 4)");
        }
        long created = in.getInt() & 0xffffffffL;
        int algorithm = in.get();
        try {
            return new PgpPublicKey(body.duplicate(), created, algorithm, key(algorithm, in));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("OpenPGP: not a usable key", e);
        }
    }

    private static PublicKey key(int algorithm, ByteBuffer in) throws GeneralSecurityException {
        return switch (algorithm) {
            case RSA, RSA_SIGN_ONLY -> {
                BigInteger modulus = new BigInteger(1, PgpPackets.integer(in));
                BigInteger exponent = new BigInteger(1, PgpPackets.integer(in));
                if (modulus.bitLength() < SMALLEST_RSA_BITS) {
                    throw new IllegalArgumentException("OpenPGP: RSA with " + modulus.bitLength() + " bits");
                }
                yield KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
            }
            case ECDSA -> {
                String curve = CURVES.get(oid(in));
                yield curve == null ? unknown(algorithm) : ecdsa(curve, PgpPackets.integer(in));
            }
            case EDDSA_LEGACY -> {
                boolean known = oid(in).equals(ED25519_OID);
                byte[] point = PgpPackets.integer(in); // 0x40 and the key
                yield known ? ed25519(Arrays.copyOfRange(point, 1, point.length)) : unknown(algorithm);
            }
            case ED25519 -> ed25519(PgpPackets.bytes(PgpPackets.take(in, ED25519_BYTES)));
            default -> unknown(algorithm);
        };
    }

    private static PublicKey unknown(int algorithm) {
        throw new IllegalArgumentException("OpenPGP: key algorithm " + algorithm + " or its curve is not known");
    }

    private static String oid(ByteBuffer in) {
        return HexFormat.of().formatHex(PgpPackets.bytes(PgpPackets.take(in, in.get() & 0xff)));
    }

    private static PublicKey ecdsa(String curve, byte[] point) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve));
        int half = (point.length - 1) / 2;
        ECPoint place = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + half)),
                new BigInteger(1, Arrays.copyOfRange(point, 1 + half, point.length)));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(place, parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static PublicKey ed25519(byte[] raw) throws GeneralSecurityException {
        if (raw.length != ED25519_BYTES) {
            throw new IllegalArgumentException("OpenPGP: Ed25519 with " + raw.length + " bytes (expected: 32)");
        }
        byte[] bigEndian = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            bigEndian[i] = raw[raw.length - 1 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    /// Whether this key made the signature over that content.
    boolean verifies(PgpSignature signature, byte[]... content) {
        if (signature.keyAlgorithm() != algorithm) {
            return false;
        }
        try {
            byte[] digest = signature.digest(content);
            return switch (algorithm) {
                case ECDSA -> verify("NONEwithECDSA", digest, der(signature));
                case EDDSA_LEGACY -> verify("Ed25519", digest, joined(signature));
                case ED25519 -> verify("Ed25519", digest, PgpPackets.bytes(signature.value()));
                default -> rsa(signature, content);
            };
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // what cannot be checked is as good as wrong
        }
    }

    private boolean verify(String name, byte[] content, byte[] value) throws GeneralSecurityException {
        Signature check = Signature.getInstance(name);
        check.initVerify(key);
        check.update(content);
        return check.verify(value);
    }

    private boolean rsa(PgpSignature signature, byte[]... content) throws GeneralSecurityException {
        Signature check = Signature.getInstance(signature.hash().replace("-", "") + "withRSA");
        check.initVerify(key);
        for (byte[] part : signature.hashed(content)) {
            check.update(part);
        }
        byte[] value = PgpPackets.integer(signature.value());
        int length = (((java.security.interfaces.RSAPublicKey) key).getModulus().bitLength() + 7) / 8;
        return check.verify(padded(value, length));
    }

    private static byte[] padded(byte[] number, int length) {
        if (number.length > length) {
            throw new IllegalArgumentException("OpenPGP: a number of " + number.length + " bytes");
        }
        byte[] padded = new byte[length];
        System.arraycopy(number, 0, padded, length - number.length, number.length);
        return padded;
    }

    private static byte[] joined(PgpSignature signature) {
        ByteBuffer in = signature.value();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(padded(PgpPackets.integer(in), ED25519_BYTES));
        both.writeBytes(padded(PgpPackets.integer(in), ED25519_BYTES));
        return both.toByteArray();
    }

    private static byte[] der(PgpSignature signature) {
        ByteBuffer in = signature.value();
        byte[] r = new BigInteger(1, PgpPackets.integer(in)).toByteArray();
        byte[] s = new BigInteger(1, PgpPackets.integer(in)).toByteArray();
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        for (byte[] number : new byte[][] {r, s}) {
            numbers.write(2);
            numbers.write(number.length);
            numbers.writeBytes(number);
        }
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(0x30);
        if (numbers.size() > 0x7f) {
            der.write(0x81);
        }
        der.write(numbers.size());
        der.writeBytes(numbers.toByteArray());
        return der.toByteArray();
    }

    /// What fingerprints and signatures about keys hash: a mark, the length, the body.
    byte[] framed() {
        byte[] bytes = PgpPackets.bytes(body.duplicate());
        return ByteBuffer.allocate(3 + bytes.length)
                .put((byte) 0x99)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    /// 40 hexadecimal digits.
    String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(framed()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
