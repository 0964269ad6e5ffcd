package io.podhelpers.gitsync;

import io.podhelpers.gitsync.ed25519.Ed25519Registrar;
import io.podhelpers.runtime.UserError;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/// Sessions over ssh with the given keys and known hosts, and nothing else: no agent, no configuration file, no home
/// directory, no entry in `/etc/passwd`. Built at the first use, since most repositories are fetched over http.
final class SshAccess implements AutoCloseable {
    // not there, so that nothing is found in it or written to it
    private static final File NO_HOME = new File("/nonexistent");

    private final AccessConfig.Ssh config;
    private @Nullable SshdSessionFactory sessions;

    SshAccess(AccessConfig.Ssh config) {
        this.config = config;
    }

    SshSessionFactory sessions() {
        if (sessions == null) {
            sessions = build();
        }
        return sessions;
    }

    private SshdSessionFactory build() {
        Ed25519Registrar.register();
        List<Path> keys = config.keyFiles();
        keys.forEach(SshAccess::checkReadable);
        Path knownHosts = config.knownHosts();
        if (knownHosts != null && !Files.isReadable(knownHosts)) {
            throw new UserError("--ssh-known-hosts-file: cannot read " + knownHosts
                    + " (expected: a known_hosts file, or --ssh-known-hosts=false)");
        }
        SshdSessionFactoryBuilder builder = new SshdSessionFactoryBuilder()
                .setHomeDirectory(NO_HOME)
                .setSshDirectory(NO_HOME)
                .setPreferredAuthentications("publickey")
                .setConfigFile(_ -> null)
                .setDefaultIdentities(_ -> keys)
                .setDefaultKnownHostsFiles(_ -> knownHosts == null ? List.of() : List.of(knownHosts))
                .setConnectorFactory(null);
        ServerKeyDatabase servers = knownHosts == null ? new AnyServerKey() : new KnownServerKeys(knownHosts);
        builder.setServerKeyDatabase((_, _) -> servers);
        return builder.build(null);
    }

    private static void checkReadable(Path key) {
        if (!Files.isReadable(key)) {
            throw new UserError("--ssh-key-file: cannot read " + key + " (expected: a private key)");
        }
    }

    @Override
    public void close() {
        if (sessions != null) {
            sessions.close();
            sessions = null;
        }
    }
}
