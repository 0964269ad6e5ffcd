package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.Environments;
import io.podhelpers.redisambassador.config.NutcrackerFile;
import io.podhelpers.redisambassador.config.RedisServers;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.config.UpstreamTls;
import io.podhelpers.redisambassador.config.UpstreamUri;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which servers the options name: exactly one of the three ways, and how to be let in there.
///
/// @param uri `--upstream`
/// @param servers `--redis-servers`
/// @param file `--config`
/// @param environment `--environment`
/// @param user `--upstream-user`
/// @param passwordFile `--upstream-password-file`
record UpstreamChoice(
        @Nullable String uri,
        @Nullable String servers,
        @Nullable Path file,
        @Nullable String environment,
        @Nullable String user,
        @Nullable Path passwordFile,
        TlsFiles tlsFiles) {

    /// PEM files for servers reached by TLS.
    ///
    /// @param ca `--upstream-ca-file`
    /// @param certificate `--upstream-cert-file`
    /// @param key `--upstream-key-file`
    record TlsFiles(
            @Nullable Path ca,
            @Nullable Path certificate,
            @Nullable Path key) {
        private boolean isEmpty() {
            return ca == null && certificate == null && key == null;
        }

        private UpstreamTls added(@Nullable UpstreamTls to) {
            if (to == null) {
                throw new UserError("--upstream-ca-file, --upstream-cert-file: the servers are not reached by TLS"
                        + " (expected: rediss:// in --upstream)");
            }
            if ((certificate == null) != (key == null)) {
                throw new UserError(
                        "--upstream-cert-file, --upstream-key-file: one without the other (expected: both)");
            }
            return new UpstreamTls(ca, certificate, key, to.serverName(), to.verify());
        }
    }

    UpstreamSpec read() {
        long given = Stream.of(uri, servers, file).filter(Objects::nonNull).count();
        if (given != 1) {
            throw new UserError("servers: " + (given == 0 ? "none given" : "given more than once")
                    + " (expected: one of --upstream, --redis-servers and --config)");
        }
        UpstreamSpec spec = served(named());
        UpstreamAccess access = spec.access();
        if (passwordFile != null) {
            access = access.withPasswordFile(user, passwordFile);
        }
        if (!tlsFiles.isEmpty()) {
            access = access.withTls(tlsFiles.added(access.tls()));
        }
        return spec.with(access);
    }

    /// The slots of a cluster are watched, but no router sends by them yet.
    private static UpstreamSpec served(UpstreamSpec spec) {
        UpstreamSpec chosen = spec instanceof UpstreamSpec.ByEnvironment choice ? choice.chosen() : spec;
        if (chosen instanceof UpstreamSpec.Cluster) {
            throw new UserError("--upstream: redis-cluster:// is not served by this version"
                    + " (expected: redis:// or redis-sentinel://)");
        }
        return spec;
    }

    private UpstreamSpec named() {
        if (uri != null) {
            return UpstreamUri.parse(uri, "--upstream");
        }
        if (servers != null) {
            return RedisServers.parse(servers, "--redis-servers");
        }
        return inFile(Objects.requireNonNull(file));
    }

    /// An environments file if the environment is named, else nutcracker's own configuration.
    private UpstreamSpec inFile(Path config) {
        if (environment != null) {
            UpstreamSpec.ByEnvironment choice = Environments.choose(config, environment);
            return choice.chosen() instanceof UpstreamSpec.Shards shards ? shards : choice;
        }
        List<UpstreamSpec.Shards> pools = NutcrackerFile.read(config);
        if (pools.size() > 1) {
            throw new UserError(config + ": " + pools.size() + " pools (expected: one, this process has one listener)");
        }
        return pools.getFirst();
    }
}
