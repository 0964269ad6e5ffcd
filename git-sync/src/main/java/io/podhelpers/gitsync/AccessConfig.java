package io.podhelpers.gitsync;

import io.podhelpers.gitsync.credentials.GitHubApp;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the remote lets us in. Secrets in here never reach a log: no `toString` shows them.
///
/// @param credentials in the order of precedence
/// @param cookieFile a Netscape cookie file, or none
/// @param askpassUrl asked before each pass, or none
record AccessConfig(
        List<Credential> credentials,
        Ssh ssh,
        @Nullable Path cookieFile,
        @Nullable String askpassUrl,
        @Nullable GitHubApp gitHubApp) {
    AccessConfig {
        credentials = List.copyOf(credentials);
    }

    /// Keys and known hosts.
    ///
    /// @param keyFiles tried in this order
    /// @param knownHosts the servers' keys, or none to trust every server
    record Ssh(List<Path> keyFiles, @Nullable Path knownHosts) {
        Ssh {
            keyFiles = List.copyOf(keyFiles);
        }
    }

    @Override
    public String toString() {
        return "AccessConfig[" + credentials.size() + " credentials]";
    }

    /// The URL without `user:password@`, for http and https; other URLs need their user.
    static String withoutUserInfo(String url) {
        return url.replaceFirst("^(https?://)[^/?#]*@", "$1");
    }
}
