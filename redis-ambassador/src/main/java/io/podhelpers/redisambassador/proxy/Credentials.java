package io.podhelpers.redisambassador.proxy;

import org.jspecify.annotations.Nullable;

/// As whom a connection is let in.
///
/// @param user the ACL user, null for `default`
/// @param password its bytes as ISO 8859-1 characters
public record Credentials(@Nullable String user, String password) {
    @Override
    public String toString() {
        return "Credentials[user=" + (user == null ? "default" : user) + "]";
    }
}
