package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.Secrets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to be let in by the servers.
///
/// @param user the ACL user, null for `default`
/// @param password as given in a URI or a variable, null for none
/// @param passwordFile read at each connect, so that a rotated secret is taken up; wins over `password`
/// @param tls null for plain TCP
/// @param database the number that clients start with
public record UpstreamAccess(
        @Nullable String user,
        @Nullable String password,
        @Nullable Path passwordFile,
        @Nullable UpstreamTls tls,
        int database) {
    public static final UpstreamAccess OPEN = new UpstreamAccess(null, null, null, null, 0);

    /// The password as of now; null if the servers ask for none.
    public @Nullable String currentPassword() {
        return passwordFile == null ? password : Secrets.read("upstream password file", passwordFile);
    }

    public UpstreamAccess withTls(UpstreamTls with) {
        return new UpstreamAccess(user, password, passwordFile, with, database);
    }

    public UpstreamAccess withPasswordFile(@Nullable String as, Path file) {
        return new UpstreamAccess(as == null ? user : as, password, file, tls, database);
    }

    @Override
    public String toString() {
        return "UpstreamAccess[user=" + user + ", tls=" + tls + ", database=" + database + "]";
    }
}
