package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 for one request whose whole body is known.
///
/// @param accessKey who signs
/// @param secretKey with what
/// @param sessionToken of temporary credentials, else empty
record AwsSignature(String accessKey, String secretKey, String sessionToken, String region) {
    private static final String SERVICE = "s3";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    /// The headers that a PUT without a query needs, each ended by CR LF.
    ///
    /// @param path encoded as in the request line
    String headers(String host, String path, byte[] body, int from, int to, Instant now) {
        String time = TIME.format(now);
        String date = time.substring(0, 8);
        String hash = HEX.formatHex(sha256(body, from, to));
        String tokenLine = sessionToken.isEmpty() ? "" : "x-amz-security-token:" + sessionToken + '\n';
        String signed =
                "host;x-amz-content-sha256;x-amz-date" + (sessionToken.isEmpty() ? "" : ";x-amz-security-token");
        String canonical = "PUT\n" + path + "\n\nhost:" + host + "\nx-amz-content-sha256:" + hash + "\nx-amz-date:"
                + time + '\n' + tokenLine + '\n' + signed + '\n' + hash;
        String scope = date + '/' + region + '/' + SERVICE + "/aws4_request";
        byte[] text = canonical.getBytes(UTF_8);
        String toSign = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + HEX.formatHex(sha256(text, 0, text.length));
        String signature = HEX.formatHex(hmac(key(date), toSign));
        return "Authorization: AWS4-HMAC-SHA256 Credential=" + accessKey + '/' + scope + ", SignedHeaders=" + signed
                + ", Signature=" + signature + "\r\nx-amz-content-sha256: " + hash + "\r\nx-amz-date: " + time + "\r\n"
                + (sessionToken.isEmpty() ? "" : "x-amz-security-token: " + sessionToken + "\r\n");
    }

    private byte[] key(String date) {
        byte[] ofDate = hmac(("AWS4" + secretKey).getBytes(UTF_8), date);
        byte[] ofService = hmac(hmac(ofDate, region), SERVICE);
        return hmac(ofService, "aws4_request");
    }

    private static byte[] sha256(byte[] bytes, int from, int to) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, to - from);
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /// Percent-encodes all but unreserved characters and `/`.
    static String encode(String path) {
        StringBuilder encoded = new StringBuilder(path.length());
        for (byte b : path.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter || (c >= '0' && c <= '9') || "-._~/".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return encoded.toString();
    }
}
