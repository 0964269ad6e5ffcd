package io.podhelpers.gitsync;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/// Trusts the servers of one known_hosts file, which is only read; it may be replaced while we run.
final class KnownServerKeys implements ServerKeyDatabase {
    private final OpenSshServerKeyDatabase keys;

    KnownServerKeys(Path file) {
        keys = new OpenSshServerKeyDatabase(false, List.of(file));
    }

    @Override
    public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
        return keys.lookup(address, remote, new Strict(config));
    }

    @Override
    public boolean accept(
            String address,
            InetSocketAddress remote,
            PublicKey key,
            Configuration config,
            @Nullable CredentialsProvider provider) {
        // without a provider nobody is asked whether to add a key
        return keys.accept(address, remote, key, new Strict(config), null);
    }

    /// The session's configuration, except that an unknown or changed key is always refused.
    private record Strict(Configuration session) implements Configuration {
        @Override
        public List<String> getUserKnownHostsFiles() {
            return List.of();
        }

        @Override
        public List<String> getGlobalKnownHostsFiles() {
            return List.of();
        }

        @Override
        public StrictHostKeyChecking getStrictHostKeyChecking() {
            return StrictHostKeyChecking.REQUIRE_MATCH;
        }

        @Override
        public boolean getHashKnownHosts() {
            return false;
        }

        @Override
        public String getUsername() {
            return session.getUsername();
        }
    }
}
