package io.podhelpers.gitsync.lfs;

import io.podhelpers.gitsync.credentials.IssuedLogin;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How LFS servers are told who asks, and how it is known who they are. Any thread.
@FunctionalInterface
public interface ServerAccess {
    /// The login for a URL, if there is one.
    Optional<IssuedLogin> login(URI url);

    /// The TLS settings for a URL; the JDK's own unless there are others.
    default Optional<SSLContext> tls(URI url) {
        return Optional.empty();
    }
}
