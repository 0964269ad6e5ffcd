package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.time.InstantSource;
import java.util.Optional;

/// Which token source the options ask for.
final class TokenSources {
    private TokenSources() {}

    static TokenSource of(AccessConfig access, SyncMetrics metrics, InstantSource clock) {
        AccessConfig.GitHubApp app = access.gitHubApp();
        if (app != null && access.askpassUrl() != null) {
            throw new UserError("--askpass-url: set beside a GitHub App (expected: one way to log in)");
        }
        if (app != null) {
            return new GitHubAppTokens(app, metrics, clock);
        }
        return access.askpassUrl() == null ? Optional::empty : new AskpassTokens(access.askpassUrl(), metrics);
    }
}
