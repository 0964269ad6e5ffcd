package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.config.UpstreamTls;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How to be let in by the servers: what the options add to an upstream.
///
/// @param own what the listener has of its own in a file
/// @param files is told of all files that are read
record UpstreamEntry(UpstreamOptions options, Map<String, String> own, Set<Path> files) {

    UpstreamSpec into(UpstreamSpec spec) {
        UpstreamSpec entered = spec.with(access(spec.access()));
        entered = withSentinels(entered);
        return withEject(entered);
    }

    private UpstreamAccess access(UpstreamAccess from) {
        UpstreamAccess access = from;
        String ownFile = own.get("upstream-password-file");
        Path passwordFile = ownFile == null ? options.upstreamPasswordFile : Path.of(ownFile);
        if (passwordFile != null) {
            files.add(passwordFile);
            access = access.withPasswordFile(own.getOrDefault("upstream-user", options.upstreamUser), passwordFile);
        }
        boolean asked =
                options.upstreamTls || own.getOrDefault("upstream-tls", "false").equals("true");
        UpstreamTls tls = access.tls() == null && asked ? UpstreamTls.DEFAULT : access.tls();
        if (tls == null) {
            if (own.isEmpty() && hasTlsFiles()) {
                throw new UserError("--upstream-ca-file, --upstream-cert-file: the servers are not reached by TLS"
                        + " (expected: rediss:// in --upstream, or --upstream-tls)");
            }
            return access;
        }
        return access.withTls(hasTlsFiles() ? withFiles(tls) : tls);
    }

    private boolean hasTlsFiles() {
        return tlsFiles().findAny().isPresent();
    }

    private Stream<Path> tlsFiles() {
        Stream<@Nullable Path> all =
                Stream.of(options.upstreamCaFile, options.upstreamCertFile, options.upstreamKeyFile);
        return all.filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    private UpstreamTls withFiles(UpstreamTls tls) {
        if ((options.upstreamCertFile == null) != (options.upstreamKeyFile == null)) {
            throw new UserError("--upstream-cert-file, --upstream-key-file: one without the other (expected: both)");
        }
        tlsFiles().forEach(files::add);
        return new UpstreamTls(
                options.upstreamCaFile,
                options.upstreamCertFile,
                options.upstreamKeyFile,
                tls.serverName(),
                tls.verify());
    }

    private UpstreamSpec withSentinels(UpstreamSpec spec) {
        Path passwordFile = options.sentinelPasswordFile;
        if (passwordFile == null) {
            return spec;
        }
        return switch (spec) {
            case UpstreamSpec.Sentinel sentinel -> {
                files.add(passwordFile);
                yield new UpstreamSpec.Sentinel(
                        sentinel.sentinels(),
                        sentinel.master(),
                        sentinel.access(),
                        sentinel.sentinelAccess().withPasswordFile(options.sentinelUser, passwordFile),
                        sentinel.traits());
            }
            case UpstreamSpec.ByEnvironment choice ->
                new UpstreamSpec.ByEnvironment(choice.environment(), withSentinels(choice.chosen()), choice.expected());
            default -> spec;
        };
    }

    private UpstreamSpec withEject(UpstreamSpec spec) {
        if (options.eject == null) {
            return spec;
        }
        return switch (spec) {
            case UpstreamSpec.Shards shards ->
                new UpstreamSpec.Shards(shards.pool().with(options.eject), shards.access());
            case UpstreamSpec.ByEnvironment choice ->
                new UpstreamSpec.ByEnvironment(choice.environment(), withEject(choice.chosen()), choice.expected());
            default -> spec;
        };
    }
}
