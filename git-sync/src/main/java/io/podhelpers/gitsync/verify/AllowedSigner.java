package io.podhelpers.gitsync.verify;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.jspecify.annotations.Nullable;

/// One line of an allowed-signers file: `principals [options] keytype base64 [comment]`.
///
/// The options, divided by commas, are `cert-authority`, `namespaces="patterns"`, `valid-after="time"` and
/// `valid-before="time"`, with times as `YYYYMMDD[HHMM[SS]][Z]`, local without the `Z`.
///
/// @param principals patterns of who the key belongs to
/// @param authority whether the key signs certificates instead of commits
/// @param namespaces patterns of the purposes it may sign for, null for all
record AllowedSigner(
        PatternList principals,
        boolean authority,
        @Nullable PatternList namespaces,
        Instant validAfter,
        Instant validBefore,
        PublicKey key) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final int DATE_LENGTH = 8;
    private static final int MINUTE_LENGTH = 12;
    private static final String KEY_TYPE = "(ssh-|ecdsa-|sk-).*";

    /// @throws IllegalArgumentException with what is wrong with the line
    static AllowedSigner parse(String line) {
        List<String> fields = fields(line);
        if (fields.size() < 3) {
            throw new IllegalArgumentException(
                    "got " + fields.size() + " fields (expected: principals, key type, key)");
        }
        boolean bare = fields.get(1).matches(KEY_TYPE);
        int keyAt = bare ? 1 : 2;
        if (fields.size() < keyAt + 2) {
            throw new IllegalArgumentException("no key");
        }
        Options options = new Options();
        if (!bare) {
            divided(fields.get(1), ',').forEach(options::take);
        }
        return new AllowedSigner(
                PatternList.parse(unquoted(fields.getFirst())),
                options.authority,
                options.namespaces,
                options.after,
                options.before,
                key(fields.get(keyAt) + " " + fields.get(keyAt + 1)));
    }

    /// Whether this line lets the key sign for that purpose at that time.
    boolean allows(PublicKey signer, String namespace, Instant when) {
        if (namespaces != null && !namespaces.matches(namespace)) {
            return false;
        }
        if (when.isBefore(validAfter) || when.isAfter(validBefore)) {
            return false;
        }
        if (signer instanceof OpenSshCertificate certificate) {
            return authority
                    && KeyUtils.compareKeys(key, certificate.getCaPubKey())
                    && certificate.getPrincipals().stream().anyMatch(principals::matches);
        }
        return !authority && KeyUtils.compareKeys(key, signer);
    }

    private static PublicKey key(String entry) {
        try {
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(entry)
                    .resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
            return Objects.requireNonNull(key);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a key", e);
        }
    }

    private static final class Options {
        private boolean authority;
        private @Nullable PatternList namespaces;
        private Instant after = Instant.MIN;
        private Instant before = Instant.MAX;

        void take(String option) {
            int equals = option.indexOf('=');
            String name = (equals < 0 ? option : option.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : unquoted(option.substring(equals + 1));
            switch (name) {
                case "cert-authority" -> authority = true;
                case "namespaces" -> namespaces = PatternList.parse(value);
                case "valid-after" -> after = time(value);
                case "valid-before" -> before = time(value);
                default -> throw new IllegalArgumentException("unknown option '" + name + "'");
            }
        }
    }

    private static Instant time(String text) {
        boolean utc = text.endsWith("Z");
        String digits = utc ? text.substring(0, text.length() - 1) : text;
        String padded = switch (digits.length()) {
            case DATE_LENGTH -> digits + "000000";
            case MINUTE_LENGTH -> digits + "00";
            default -> digits;
        };
        try {
            ZoneId zone = utc ? ZoneOffset.UTC : ZoneId.systemDefault();
            return LocalDateTime.parse(padded, TIME).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a time as YYYYMMDD[HHMM[SS]][Z])", e);
        }
    }

    private static List<String> fields(String line) {
        return divided(line.replace('\t', ' '), ' ').stream()
                .filter(field -> !field.isEmpty())
                .toList();
    }

    /// Cuts at the divider, except between double quotes, where a backslash goes before a quote that is meant itself.
    private static List<String> divided(String text, char divider) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean escape = c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"';
            if (escape) {
                part.append(c).append('"');
                at++;
            } else if (c == divider && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                quoted ^= c == '"';
                part.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        parts.add(part.toString());
        return parts;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).replace("\\\"", "\"") : text;
    }
}
