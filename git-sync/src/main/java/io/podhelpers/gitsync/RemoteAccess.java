package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.CookieFile;
import io.podhelpers.gitsync.credentials.IssuedLogin;
import io.podhelpers.gitsync.http.GitConnections;
import io.podhelpers.gitsync.http.TlsFactories;
import io.podhelpers.gitsync.lfs.LfsAccess;
import io.podhelpers.gitsync.lfs.ServerAccess;
import io.podhelpers.runtime.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// How connections to all remotes, submodules' included, are let in; refreshed before each pass. One thread.
final class RemoteAccess implements AutoCloseable {
    private final AccessConfig config;
    private final String repo;
    private final TokenSource tokens;
    private final SshAccess ssh;
    private List<Login> logins = List.of();
    private final TlsFactories tls = new TlsFactories();
    private @Nullable CookieFile cookies;

    /// @param repo the URL that `--username` and the tokens are for
    RemoteAccess(AccessConfig config, String repo, TokenSource tokens) {
        this.config = config;
        this.repo = repo;
        this.tokens = tokens;
        this.ssh = new SshAccess(config.ssh());
    }

    /// Reads password files and asks for tokens anew.
    void refresh() throws IOException {
        List<Login> fresh = new ArrayList<>();
        issued().ifPresent(token -> fresh.add(new Login(repo, token.username(), token.password())));
        for (Credential credential : config.credentials()) {
            fresh.add(new Login(credential.url(), credential.username(), credential.currentPassword()));
        }
        logins = List.copyOf(fresh);
        Path file = config.cookieFile();
        cookies = file == null ? null : readCookies(file);
    }

    private static CookieFile readCookies(Path file) throws SyncException {
        try {
            return CookieFile.read(file);
        } catch (IOException e) {
            throw new SyncException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<IssuedLogin> issued() throws SyncException {
        try {
            return tokens.current();
        } catch (IOException e) {
            throw new SyncException(Secrets.redact(String.valueOf(e.getMessage())), e);
        }
    }

    /// The login for a URL of http or https, if there is one.
    Optional<IssuedLogin> login(URI url) {
        try {
            return Login.best(logins, new URIish(url.toString()))
                    .map(login -> new IssuedLogin(login.username(), login.password()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /// What the ssh server hands out for the repository's large files; null if it is not reached by ssh, or has no such
    /// service.
    @Nullable
    LfsAccess largeFiles(String url, PassLimit limit) throws IOException {
        try {
            URIish uri = new URIish(url);
            boolean overSsh = "ssh".equals(uri.getScheme()) || (uri.getScheme() == null && uri.getHost() != null);
            return overSsh ? SshLargeFiles.ask(ssh.sessions(), uri, limit) : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /// How LFS servers of a repository let us in: as its git server does.
    ServerAccess toLargeFiles(Config config) {
        return new ServerAccess() {
            @Override
            public Optional<IssuedLogin> login(URI url) {
                return RemoteAccess.this.login(url);
            }

            @Override
            public Optional<SSLContext> tls(URI url) {
                return tls.context(config, url);
            }
        };
    }

    /// @param config of the repository that is fetched into
    void apply(Transport transport, Config config) {
        transport.setCredentialsProvider(new LoginProvider(logins));
        if (transport instanceof SshTransport overSsh) {
            overSsh.setSshSessionFactory(ssh.sessions());
        }
        if (transport instanceof TransportHttp overHttp) {
            overHttp.setHttpConnectionFactory(connections(config));
        }
    }

    /// Connections over http, with the cookies as they are now.
    GitConnections connections(Config config) {
        return new GitConnections(config, tls, cookies, InstantSource.system());
    }

    /// The failure in one line that names the remote and holds no secret.
    SyncException explain(String url, Exception problem) {
        if (problem instanceof SyncException already) {
            return already;
        }
        StringBuilder line =
                new StringBuilder("cannot fetch ").append(Secrets.redact(url)).append(": ");
        String last = "";
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            String message = Problems.inWords(cause);
            if (!last.contains(message)) {
                line.append(last.isEmpty() ? "" : ": ").append(message);
                last = message;
            }
        }
        return new SyncException(withoutPasswords(Secrets.redact(line.toString())), problem);
    }

    private String withoutPasswords(String text) {
        String safe = text;
        for (Login login : logins) {
            if (!login.password().isEmpty()) {
                safe = safe.replace(login.password(), "***");
            }
        }
        return safe.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    @Override
    public void close() {
        ssh.close();
    }
}
