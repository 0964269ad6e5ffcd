package io.podhelpers.runtime.tls;

import io.podhelpers.runtime.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// Certificates and private keys as PEM text: X.509, PKCS#8, PKCS#1 (RSA) and SEC 1 (EC), unencrypted.
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] VERSION_0 = HEX.parseHex("020100");
    private static final byte[] RSA_ALGORITHM = HEX.parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_OID = HEX.parseHex("06072a8648ce3d0201");

    private Pem() {}

    /// The certificates of a file, in its order, at least one.
    ///
    /// @param source what named the file, for the message
    /// @throws UserError if there is none or the file cannot be read
    public static X509Certificate[] certificates(String source, Path file) {
        return certificatesIn(source + ": " + file, read(source, file));
    }

    /// The certificates in a text.
    ///
    /// @param where for the message
    public static X509Certificate[] certificatesIn(String where, String text) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate[] certificates = blocks(where, text).stream()
                    .filter(block -> block.type.endsWith("CERTIFICATE"))
                    .map(block -> certificate(where, factory, block.der))
                    .toArray(X509Certificate[]::new);
            if (certificates.length == 0) {
                throw new UserError(where + ": no certificate in it (expected: PEM)");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new IllegalStateException("every JDK knows X.509", e);
        }
    }

    private static X509Certificate certificate(String where, CertificateFactory factory, byte[] der) {
        try {
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new UserError(where + ": not an X.509 certificate: " + e.getMessage(), e);
        }
    }

    /// The first private key of a file.
    ///
    /// @throws UserError if there is none, it is encrypted or of an unknown kind
    public static PrivateKey privateKey(String source, Path file) {
        return privateKeyIn(source + ": " + file, read(source, file));
    }

    /// The first private key in a text.
    public static PrivateKey privateKeyIn(String where, String text) {
        for (Block block : blocks(where, text)) {
            switch (block.type) {
                case "PRIVATE KEY" -> {
                    return pkcs8(where, block.der);
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(where, wrap(RSA_ALGORITHM, block.der));
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(where, wrap(ecAlgorithm(where, block.der), block.der));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new UserError(where + ": the key is encrypted (expected: an unencrypted PEM key)");
                default -> {
                    // a certificate or the EC parameters beside the key
                }
            }
        }
        throw new UserError(where + ": no private key in it (expected: PEM)");
    }

    private static PrivateKey pkcs8(String where, byte[] der) {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException _) {
                // another algorithm's key
            }
        }
        throw new UserError(where + ": not a private key (expected: RSA, EC or Ed25519)");
    }

    /// PKCS#8 (RFC 5208) around the older forms: version, algorithm, the key as octets.
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, concat(VERSION_0, algorithm, der(OCTET_STRING, key)));
    }

    /// SEC 1 says its curve in the optional field `[0]` (tag 0xa0), which every common tool writes.
    private static byte[] ecAlgorithm(String where, byte[] key) {
        for (int i = 0; i + 3 < key.length; i++) {
            boolean curve = (key[i] & 0xff) == 0xa0 && key[i + 2] == 0x06 && key[i + 1] == key[i + 3] + 2;
            if (curve && i + 2 + key[i + 1] <= key.length) {
                byte[] oid = new byte[key[i + 1]];
                System.arraycopy(key, i + 2, oid, 0, oid.length);
                return der(SEQUENCE, concat(EC_OID, oid));
            }
        }
        throw new UserError(where + ": the EC key does not name its curve (expected: PKCS#8)");
    }

    /// DER: tag, length (one byte below 128, else the count of its bytes first), value.
    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = content.length < 0x100 ? 1 : content.length < 0x1_0000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(content.length >>> shift);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Block(String type, byte[] der) {}

    private static List<Block> blocks(String where, String text) {
        try {
            return BLOCK.matcher(text)
                    .results()
                    .map(found -> new Block(
                            found.group(1),
                            Base64.getMimeDecoder().decode(found.group(2).strip())))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new UserError(where + ": broken base64 in it (expected: PEM)", e);
        }
    }

    private static String read(String source, Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UserError(
                    source + ": cannot read " + file + ": " + e.getClass().getSimpleName() + " (expected: a PEM file)",
                    e);
        }
    }
}
