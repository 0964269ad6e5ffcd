package io.podhelpers.gitsync.push;

import io.podhelpers.runtime.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a request says that its sender knows the secret. Compared in constant time.
sealed interface PushProof {
    /// GitLab: the secret itself.
    record Token(String token) implements PushProof {}

    /// The others: HMAC-SHA256 with the secret as its key, over a prefix and the body.
    record Hmac(String hex, String prefix) implements PushProof {}

    /// Secrets of which one has to match, with a running HMAC for each.
    final class Check {
        private final List<byte[]> secrets;
        private final List<Mac> macs;

        Check(List<String> secrets, PushProof proof) {
            this.secrets = secrets.stream()
                    .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                    .toList();
            this.macs = proof instanceof Hmac hmac
                    ? this.secrets.stream().map(key -> mac(key, hmac.prefix())).toList()
                    : List.of();
        }

        void update(byte[] body, int offset, int length) {
            macs.forEach(mac -> mac.update(body, offset, length));
        }

        /// Once, after the whole body.
        boolean proves(PushProof proof) {
            return switch (proof) {
                // header values are ISO 8859-1: a secret beyond ASCII is compared byte by byte as it was sent
                case Token token -> anySame(secrets, token.token().getBytes(StandardCharsets.ISO_8859_1));
                case Hmac hmac ->
                    anySame(macs.stream().map(Check::hex).toList(), hmac.hex().getBytes(StandardCharsets.US_ASCII));
            };
        }

        private static boolean anySame(List<byte[]> expected, byte[] got) {
            boolean any = false;
            for (byte[] one : expected) {
                any |= Secrets.same(one, got);
            }
            return any;
        }

        private static byte[] hex(Mac mac) {
            return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
        }

        private static Mac mac(byte[] key, String prefix) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(prefix.getBytes(StandardCharsets.UTF_8));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HmacSHA256", e);
            }
        }
    }
}
