package io.podhelpers.gitsync.credentials;

import io.podhelpers.runtime.UserError;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An RSA private key from PEM text (RFC 7468), in PKCS#8 (`PRIVATE KEY`) or in PKCS#1 (`RSA PRIVATE KEY`, which is
/// what
/// GitHub hands out).
final class PemKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?<label>[A-Z ]+)-----(?<body>[A-Za-z0-9+/=\\s]*)-----END \\k<label>-----");

    // version 0 and the algorithm (rsaEncryption, no parameters) of RFC 5208's PrivateKeyInfo
    private static final byte[] VERSION_AND_RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PemKey() {}

    /// @param origin the option that gave the text, for the message
    /// @throws UserError if it is not such a key; the text itself is never shown
    static PrivateKey parse(String origin, String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new UserError(origin + ": no PEM key (expected: -----BEGIN RSA PRIVATE KEY-----)");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group("body"));
            byte[] pkcs8 = switch (pem.group("label")) {
                case "PRIVATE KEY" -> der;
                case "RSA PRIVATE KEY" -> wrap(der);
                default ->
                    throw new UserError(origin + ": got " + pem.group("label")
                            + " (expected: RSA PRIVATE KEY or PRIVATE KEY, not encrypted)");
            };
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new UserError(
                    origin + ": not a usable RSA key (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static byte[] wrap(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_AND_RSA);
        content.writeBytes(tagged(OCTET_STRING, pkcs1));
        return tagged(SEQUENCE, content.toByteArray());
    }

    /// DER: tag, length (one byte below 128, else the count of its bytes first), value.
    private static byte[] tagged(int tag, byte[] value) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (value.length < 0x80) {
            der.write(value.length);
        } else {
            int bytes = value.length < 0x100 ? 1 : value.length < 0x1_0000 ? 2 : 3;
            der.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                der.write(value.length >>> shift);
            }
        }
        der.writeBytes(value);
        return der.toByteArray();
    }
}
