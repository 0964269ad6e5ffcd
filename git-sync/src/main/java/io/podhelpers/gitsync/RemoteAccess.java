package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.IssuedLogin;
import io.podhelpers.runtime.Secrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;

/// How connections to all remotes, submodules' included, are let in; refreshed before each pass. One thread.
final class RemoteAccess implements AutoCloseable {
    private final AccessConfig config;
    private final String repo;
    private final TokenSource tokens;
    private final SshAccess ssh;
    private List<Login> logins = List.of();

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
    }

    private Optional<IssuedLogin> issued() throws SyncException {
        try {
            return tokens.current();
        } catch (IOException e) {
            throw new SyncException(Secrets.redact(String.valueOf(e.getMessage())), e);
        }
    }

    void apply(Transport transport) {
        transport.setCredentialsProvider(new LoginProvider(logins));
        if (transport instanceof SshTransport overSsh) {
            overSsh.setSshSessionFactory(ssh.sessions());
        }
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
            String message = String.valueOf(cause.getMessage());
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
