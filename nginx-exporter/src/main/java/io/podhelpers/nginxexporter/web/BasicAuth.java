package io.podhelpers.nginxexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Lets in users whose password fits a bcrypt hash.
///
/// bcrypt is slow on purpose, so what was right once is remembered as a digest, and no more than one check runs at a
/// time. An unknown user costs the same time as a wrong password.
final class BasicAuth {
    private static final int MOST_REMEMBERED = 100;
    private static final String SCHEME = "basic ";
    private static final String NOBODYS_HASH = "$2y$10$TNB5slv//OOV1qzjC1QDZufxoCY5.dypAV3eqadghlSxLwLNpoeha";

    private final Map<String, String> users;
    private final Set<String> remembered = ConcurrentHashMap.newKeySet();
    private final Semaphore oneAtATime = new Semaphore(1);

    /// @param users user name to bcrypt hash
    BasicAuth(Map<String, String> users) {
        this.users = users;
    }

    boolean admits(Optional<String> authorization) {
        if (users.isEmpty()) {
            return true;
        }
        return authorization.flatMap(BasicAuth::credentials).map(this::fits).orElse(false);
    }

    private record Credentials(String user, String password) {}

    private static Optional<Credentials> credentials(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String text = new String(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()), UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean fits(Credentials given) {
        String hash = users.getOrDefault(given.user, NOBODYS_HASH);
        String digest = digest(given, hash);
        if (remembered.contains(digest)) {
            return true;
        }
        oneAtATime.acquireUninterruptibly();
        try {
            boolean right = BCrypt.verifyer().verify(given.password.getBytes(UTF_8), hash.getBytes(UTF_8)).verified
                    && users.containsKey(given.user);
            if (right && remembered.size() < MOST_REMEMBERED) {
                remembered.add(digest);
            }
            return right;
        } finally {
            oneAtATime.release();
        }
    }

    private static String digest(Credentials given, String hash) {
        try {
            byte[] all = (given.user + "\n" + hash + "\n" + given.password).getBytes(UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows SHA-256", e);
        }
    }
}
