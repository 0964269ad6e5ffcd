package io.podhelpers.gitsync.credentials;

import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which installation of which GitHub App asks for tokens. Its text shows no key.
///
/// @param baseUrl GitHub's API, `https://api.github.com/` or `https://HOST/api/v3`
/// @param issuer the app's client ID, or its application ID
/// @param installationId the installation's number
/// @param key the private key as PEM, or null if it is in a file
/// @param keyFile read again for each token, or null if the key is given
public record GitHubApp(
        String baseUrl,
        String issuer,
        long installationId,
        @Nullable String key,
        @Nullable Path keyFile) {
    private static final Pattern ISSUER = Pattern.compile("[A-Za-z0-9._-]+");

    public GitHubApp {
        if (!ISSUER.matcher(issuer).matches()) {
            throw new UserError("--github-app-client-id: '" + issuer + "' (expected: letters, digits, '.', '_', '-')");
        }
        if ((key == null) == (keyFile == null)) {
            throw new UserError("--github-app-private-key-file: " + (key == null ? "no key" : "two keys")
                    + " (expected: one, in the file or in the environment)");
        }
        tokenUrl(baseUrl, installationId);
    }

    URI tokenUrl() {
        return tokenUrl(baseUrl, installationId);
    }

    private static URI tokenUrl(String base, long installation) {
        String path = (base.endsWith("/") ? "" : "/") + "app/installations/" + installation + "/access_tokens";
        try {
            URI api = URI.create(base);
            if (api.getHost() != null && ("https".equals(api.getScheme()) || "http".equals(api.getScheme()))) {
                return URI.create(base + path);
            }
        } catch (IllegalArgumentException e) {
            throw new UserError("--github-base-url: not a URL (expected: https://api.github.com/)", e);
        }
        throw new UserError("--github-base-url: '" + Secrets.redact(base) + "' (expected: https://api.github.com/)");
    }

    String currentKey() {
        return keyFile == null ? String.valueOf(key) : Secrets.read("--github-app-private-key-file", keyFile);
    }

    @Override
    public String toString() {
        return "GitHubApp[" + issuer + ", " + installationId + "]";
    }
}
