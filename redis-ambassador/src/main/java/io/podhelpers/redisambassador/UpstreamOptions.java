package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.shards.ShardPool;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// Which servers, and how to be let in there; a picocli mixin.
final class UpstreamOptions {
    @Option(
            names = "--upstream",
            paramLabel = "URI",
            description = "The servers: redis://primary:6379,replica:6379, redis-sentinel://host:26379,…/name or"
                    + " redis-cluster://host:6379,…; rediss for TLS.")
    @Nullable
    String upstream;

    @Option(
            names = "--redis-servers",
            paramLabel = "LIST",
            description = "Shards, placed as twemproxy places them: host:port:weight, separated by blanks.")
    @Nullable
    String redisServers;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A nutcracker.yml, a file with one upstream for each environment, or one with several listeners.")
    @Nullable
    Path config;

    @Option(names = "--environment", paramLabel = "NAME", description = "Which of the file's environments this is.")
    @Nullable
    String environment;

    @Option(
            names = "--upstream-user",
            paramLabel = "NAME",
            description = "The user that goes with --upstream-password-file.")
    @Nullable
    String upstreamUser;

    @Option(
            names = "--upstream-password-file",
            paramLabel = "FILE",
            description = "The password for the servers, in the place of one in the URI.")
    @Nullable
    Path upstreamPasswordFile;

    @Option(
            names = "--upstream-tls",
            description = "Reach the servers by TLS; for shards, since others are given as rediss://.")
    boolean upstreamTls;

    @Option(
            names = "--upstream-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates to trust in the place of the runtime's, for TLS.")
    @Nullable
    Path upstreamCaFile;

    @Option(
            names = "--upstream-cert-file",
            paramLabel = "FILE",
            description = "PEM certificate to show to the servers.")
    @Nullable
    Path upstreamCertFile;

    @Option(
            names = "--upstream-key-file",
            paramLabel = "FILE",
            description = "PEM key of --upstream-cert-file, PKCS#8.")
    @Nullable
    Path upstreamKeyFile;

    @Option(
            names = "--sentinel-user",
            paramLabel = "NAME",
            description = "The user that goes with --sentinel-password-file.")
    @Nullable
    String sentinelUser;

    @Option(
            names = "--sentinel-password-file",
            paramLabel = "FILE",
            description = "The password for the Sentinels, which know other users than the servers.")
    @Nullable
    Path sentinelPasswordFile;

    @Option(
            names = "--eject",
            paramLabel = "MODE",
            converter = EjectConverter.class,
            description =
                    "What becomes of the keys of a shard that fails: error, remap (the others take its share) or replica (which answers reads). By default as nutcracker.yml says.")
    ShardPool.@Nullable Eject eject;

    static final class EjectConverter implements ITypeConverter<ShardPool.Eject> {
        @Override
        public ShardPool.Eject convert(String text) {
            return Words.constant(ShardPool.Eject.class, text);
        }
    }
}
