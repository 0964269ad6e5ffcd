package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.RedisServers;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.config.UpstreamUri;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
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
        @Nullable Path passwordFile) {

    UpstreamSpec read() {
        long given = Stream.of(uri, servers, file).filter(Objects::nonNull).count();
        if (given != 1) {
            throw new UserError("servers: " + (given == 0 ? "none given" : "given more than once")
                    + " (expected: one of --upstream, --redis-servers and --config)");
        }
        UpstreamSpec spec = named();
        if (passwordFile == null) {
            return spec;
        }
        return with(spec.access().withPasswordFile(user, passwordFile), spec);
    }

    private UpstreamSpec named() {
        if (uri != null) {
            return UpstreamUri.parse(uri, "--upstream");
        }
        if (servers != null) {
            return RedisServers.parse(servers, "--redis-servers");
        }
        throw new UserError("--config: " + file + " with environment '" + environment
                + "' is not read by this version (expected: --upstream or --redis-servers)");
    }

    private static UpstreamSpec with(UpstreamAccess access, UpstreamSpec spec) {
        return switch (spec) {
            case UpstreamSpec.PrimaryAndReplicas it ->
                new UpstreamSpec.PrimaryAndReplicas(it.nodes(), access, it.traits());
            case UpstreamSpec.Sentinel it ->
                new UpstreamSpec.Sentinel(it.sentinels(), it.master(), access, it.traits());
            case UpstreamSpec.Cluster it -> new UpstreamSpec.Cluster(it.seeds(), access, it.traits());
            case UpstreamSpec.Shards it -> new UpstreamSpec.Shards(it.pool(), access);
            case UpstreamSpec.ByEnvironment it ->
                new UpstreamSpec.ByEnvironment(it.environment(), with(access, it.chosen()), it.expected());
        };
    }
}
