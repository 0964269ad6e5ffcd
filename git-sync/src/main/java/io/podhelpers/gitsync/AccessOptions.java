package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.GitHubApp;
import io.podhelpers.runtime.UserError;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How the remote lets us in.
final class AccessOptions {
    @Option(names = "--username", paramLabel = "NAME", description = "User name for the repository.")
    @Nullable
    String username;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the password or token; read again before each pass. Or set $GITSYNC_PASSWORD.")
    @Nullable
    Path passwordFile;

    @Option(
            names = "--credential",
            paramLabel = "JSON",
            description = "Object or list of objects {url, username, password | password-file}. May be repeated.")
    @Nullable
    List<String> credentials;

    @Option(
            names = "--ssh-key-file",
            paramLabel = "FILE",
            defaultValue = "/etc/git-secret/ssh",
            description =
                    "Private key for ssh; repeated keys are tried in order. The variable separates them by colons.")
    List<String> sshKeyFiles;

    @Option(
            names = "--ssh-known-hosts",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            converter = GoBoolean.class,
            description = "Check the server's key against the known hosts.")
    boolean sshKnownHosts;

    @Option(
            names = "--ssh-known-hosts-file",
            paramLabel = "FILE",
            defaultValue = "/etc/git-secret/known_hosts",
            description = "File with the known hosts.")
    Path sshKnownHostsFile;

    @Option(
            names = "--cookie-file",
            arity = "0..1",
            paramLabel = "BOOL|FILE",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Send the cookies in /etc/git-secret/cookie_file, or in the file given here.")
    String cookieFile;

    @Option(
            names = "--askpass-url",
            paramLabel = "URL",
            description = "URL that answers with lines username= and password=; asked before each pass.")
    @Nullable
    String askpassUrl;

    @Option(
            names = "--github-base-url",
            paramLabel = "URL",
            defaultValue = "https://api.github.com/",
            description = "The GitHub API for GitHub App tokens.")
    String githubBaseUrl;

    @Option(
            names = "--github-app-private-key-file",
            paramLabel = "FILE",
            description = "The app's private key (PEM). Or set $GITSYNC_GITHUB_APP_PRIVATE_KEY.")
    @Nullable
    Path githubAppPrivateKeyFile;

    @Option(names = "--github-app-client-id", paramLabel = "ID", description = "The app's client ID.")
    @Nullable
    String githubAppClientId;

    @Option(
            names = "--github-app-application-id",
            paramLabel = "ID",
            defaultValue = "0",
            description = "The app's application ID, instead of the client ID.")
    long githubAppApplicationId;

    @Option(
            names = "--github-app-installation-id",
            paramLabel = "ID",
            defaultValue = "0",
            description = "The installation of the app.")
    long githubAppInstallationId;

    AccessConfig toConfig(String repo, Map<String, String> environment, @Nullable String legacyPassword) {
        List<Credential> all = new ArrayList<>();
        own(repo, environment, legacyPassword).ifPresent(all::add);
        for (String json : credentials == null ? List.<String>of() : credentials) {
            all.addAll(Credential.parse(json));
        }
        return new AccessConfig(
                all,
                new AccessConfig.Ssh(keyFiles(), sshKnownHosts ? sshKnownHostsFile : null),
                CookieChoice.of(cookieFile),
                askpassUrl == null || askpassUrl.isEmpty() ? null : askpassUrl,
                githubApp(environment));
    }

    private Optional<Credential> own(String repo, Map<String, String> environment, @Nullable String legacyPassword) {
        String password = legacyPassword == null
                ? variable(environment, "GITSYNC_PASSWORD", "GIT_SYNC_PASSWORD")
                : legacyPassword;
        if (username == null || username.isEmpty()) {
            if (password != null || passwordFile != null) {
                throw new UserError("--password-file or $GITSYNC_PASSWORD: no --username (expected: both or neither)");
            }
            return inUrl(repo);
        }
        if ((password == null) == (passwordFile == null)) {
            throw new UserError("--username: " + (password == null ? "no password" : "two passwords")
                    + " (expected: either --password-file or $GITSYNC_PASSWORD)");
        }
        if (inUrl(repo).isPresent()) {
            throw new UserError("--repo: holds credentials (expected: none beside --username)");
        }
        return Optional.of(new Credential(repo, username, password, passwordFile));
    }

    private static Optional<Credential> inUrl(String repo) {
        if (!repo.startsWith("http:") && !repo.startsWith("https:")) {
            return Optional.empty();
        }
        try {
            URIish uri = new URIish(repo);
            if (uri.getUser() == null) {
                return Optional.empty();
            }
            String password = uri.getPass() == null ? "" : uri.getPass();
            return Optional.of(new Credential(AccessConfig.withoutUserInfo(repo), uri.getUser(), password, null));
        } catch (URISyntaxException e) {
            throw new UserError("--repo: not a URL (expected: http(s), ssh or file)", e);
        }
    }

    private List<Path> keyFiles() {
        return sshKeyFiles.stream()
                .flatMap(value -> Files.exists(Path.of(value)) ? Stream.of(value) : Arrays.stream(value.split(":")))
                .filter(value -> !value.isEmpty())
                .map(Path::of)
                .toList();
    }

    private @Nullable GitHubApp githubApp(Map<String, String> environment) {
        String key = variable(environment, "GITSYNC_GITHUB_APP_PRIVATE_KEY");
        boolean named = githubAppApplicationId != 0 || (githubAppClientId != null && !githubAppClientId.isEmpty());
        if (!named && githubAppInstallationId == 0 && key == null && githubAppPrivateKeyFile == null) {
            return null;
        }
        if (username != null && !username.isEmpty()) {
            throw new UserError("--username: set beside a GitHub App (expected: one way to log in)");
        }
        String issuer = githubAppClientId != null && !githubAppClientId.isEmpty() ? githubAppClientId : null;
        if ((issuer == null) == (githubAppApplicationId == 0)) {
            throw new UserError("--github-app-client-id, --github-app-application-id: "
                    + (issuer == null ? "neither" : "both") + " (expected: one of them)");
        }
        if (githubAppInstallationId == 0) {
            throw new UserError("--github-app-installation-id: missing (expected: the installation's number)");
        }
        if ((key == null) == (githubAppPrivateKeyFile == null)) {
            throw new UserError("--github-app-private-key-file, $GITSYNC_GITHUB_APP_PRIVATE_KEY: "
                    + (key == null ? "neither" : "both") + " (expected: one of them)");
        }
        return new GitHubApp(
                githubBaseUrl,
                issuer == null ? Long.toString(githubAppApplicationId) : issuer,
                githubAppInstallationId,
                key,
                githubAppPrivateKeyFile);
    }

    private static @Nullable String variable(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }
}
