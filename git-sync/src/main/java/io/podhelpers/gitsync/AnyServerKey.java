package io.podhelpers.gitsync;

import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jspecify.annotations.Nullable;

/// `--ssh-known-hosts=false`: every server is trusted.
final class AnyServerKey implements ServerKeyDatabase {
    @Override
    public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
        return List.of();
    }

    @Override
    public boolean accept(
            String address,
            InetSocketAddress remote,
            PublicKey key,
            Configuration config,
            @Nullable CredentialsProvider provider) {
        return true;
    }
}
