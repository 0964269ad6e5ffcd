package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.AskPass;
import io.podhelpers.gitsync.credentials.GitHubApp;
import io.podhelpers.gitsync.credentials.GitHubAppTokens;
import io.podhelpers.gitsync.credentials.IssuedLogin;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Which token source the options ask for.
final class TokenSources {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TokenSources() {}

    static TokenSource of(AccessConfig access, SyncMetrics metrics, InstantSource clock) {
        GitHubApp app = access.gitHubApp();
        String url = access.askpassUrl();
        if (app != null && url != null) {
            throw new UserError("--askpass-url: set beside a GitHub App (expected: one way to log in)");
        }
        if (app != null) {
            GitHubAppTokens tokens = new GitHubAppTokens(app, LIMIT, clock, metrics::gitHubTokenRefreshed);
            return () -> Optional.of(tokens.current());
        }
        if (url != null) {
            AskPass askPass = new AskPass(url, LIMIT);
            return () -> Optional.of(ask(askPass, metrics));
        }
        return Optional::empty;
    }

    private static IssuedLogin ask(AskPass askPass, SyncMetrics metrics) throws IOException {
        boolean succeeded = false;
        try {
            IssuedLogin login = askPass.ask();
            succeeded = true;
            return login;
        } finally {
            metrics.askpassCalled(succeeded);
        }
    }
}
