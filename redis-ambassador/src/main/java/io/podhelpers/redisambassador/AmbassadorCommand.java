package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.Consistency;
import io.podhelpers.redisambassador.proxy.ReadPolicy;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.EnvironmentNames;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.StandardOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The command line: options to a validated [AmbassadorConfig] to a running [Ambassador] to an exit code.
@Command(
        description =
                "An ambassador for Redis: the application opens localhost, and each command finds the right server.")
final class AmbassadorCommand implements Callable<Integer> {
    /// `--read-policy` is `AMBASSADOR_READ_POLICY`; the shards have the name that twemproxy's images made known.
    static final EnvironmentNames VARIABLES = longName -> longName.equals("redis-servers")
            ? List.of("REDIS_SERVERS")
            : EnvironmentNames.prefixed("AMBASSADOR").of(longName);

    @Option(
            names = "--upstream",
            paramLabel = "URI",
            description = "The servers: redis://primary:6379,replica:6379, redis-sentinel://host:26379,…/name or"
                    + " redis-cluster://host:6379,…; rediss for TLS.")
    private @Nullable String upstream;

    @Option(
            names = "--redis-servers",
            paramLabel = "LIST",
            description = "Shards, placed as twemproxy places them: host:port:weight, separated by blanks.")
    private @Nullable String redisServers;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A nutcracker.yml, or a file with one upstream for each environment.")
    private @Nullable Path config;

    @Option(names = "--environment", paramLabel = "NAME", description = "Which of the file's environments this is.")
    private @Nullable String environment;

    @Option(
            names = "--listen-address",
            paramLabel = "ADDRESS",
            description = "Where clients connect: 127.0.0.1:6379, or 127.0.0.1:6380 in front of shards.")
    private @Nullable ListenAddress listenAddress;

    @Option(
            names = "--admin-listen-address",
            paramLabel = "ADDRESS",
            defaultValue = ":9116",
            description = "Where metrics, probes and the topology are served.")
    private ListenAddress adminListenAddress;

    @Option(
            names = "--read-policy",
            paramLabel = "POLICY",
            defaultValue = "prefer-replica",
            converter = ReadPolicyConverter.class,
            description = "Who answers reads: primary, prefer-replica, replica, nearest or zone.")
    private ReadPolicy readPolicy;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            defaultValue = "pipeline",
            converter = ConsistencyConverter.class,
            description =
                    "What a client's reads are sure to see: eventual (whatever the replica has), pipeline (its own"
                            + " unanswered writes) or session (every write answered before).")
    private Consistency consistency;

    @Option(
            names = "--max-lag",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "A replica further behind its primary gets no reads.")
    private Duration maxLag;

    @Option(
            names = "--zone",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Our own zone, for the read policy zone.")
    private String zone;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Clients have to authenticate with this password; without it the servers decide.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The user that goes with --password-file.")
    private String user;

    @Option(
            names = "--upstream-password-file",
            paramLabel = "FILE",
            description = "The password for the servers, in the place of one in the URI.")
    private @Nullable Path upstreamPasswordFile;

    @Option(
            names = "--upstream-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates to trust in the place of the runtime's, for rediss://.")
    private @Nullable Path upstreamCaFile;

    @Option(
            names = "--upstream-cert-file",
            paramLabel = "FILE",
            description = "PEM certificate to show to the servers.")
    private @Nullable Path upstreamCertFile;

    @Option(names = "--upstream-key-file", paramLabel = "FILE", description = "Its PEM key, PKCS#8.")
    private @Nullable Path upstreamKeyFile;

    @Option(
            names = "--upstream-user",
            paramLabel = "NAME",
            description = "The user that goes with --upstream-password-file.")
    private @Nullable String upstreamUser;

    @Option(
            names = "--allow-admin",
            description =
                    "Let commands through that end or rearrange servers: SHUTDOWN, REPLICAOF, FAILOVER, MODULE, DEBUG.")
    private boolean allowAdmin;

    @Option(
            names = "--deny-commands",
            paramLabel = "NAMES",
            defaultValue = "",
            description = "Commands to refuse, separated by commas: keys,flushall,config set.")
    private String denyCommands;

    @Option(
            names = "--max-clients",
            paramLabel = "N",
            defaultValue = "10000",
            description = "More connections than these are refused.")
    private int maxClients;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            defaultValue = "1024",
            description = "A client with this many unanswered commands is read no further.")
    private int maxInFlight;

    @Option(
            names = "--max-in-flight-bytes",
            paramLabel = "SIZE",
            defaultValue = "1Mi",
            description = "The same in bytes of commands.")
    private ByteSize maxInFlightBytes;

    @Option(
            names = "--max-argument-bytes",
            paramLabel = "SIZE",
            defaultValue = "16Mi",
            description = "The largest argument of a command; it is in memory as a whole, outside of the heap.")
    private ByteSize maxArgumentBytes;

    @Option(
            names = "--max-arguments",
            paramLabel = "N",
            defaultValue = "1048576",
            description = "The most arguments of a command.")
    private int maxArguments;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "For a connection to a server, and how long a command waits for a server to be found.")
    private Duration connectTimeout;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "A server that owes a reply and is silent for longer is given up.")
    private Duration timeout;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Event loops, each with its own connections to the servers.")
    private int loops;

    @Option(
            names = "--drain-timeout",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "How long clients may take for their last replies after SIGTERM.")
    private Duration drainTimeout;

    @Mixin
    private StandardOptions standard;

    @Override
    public Integer call() throws Exception {
        standard.configureLogging();
        ProcessLife life = new ProcessLife(InstantSource.system());
        return life.run(new Ambassador(config()), drainTimeout);
    }

    AmbassadorConfig config() {
        UpstreamSpec servers = new UpstreamChoice(
                        upstream,
                        redisServers,
                        config,
                        environment,
                        upstreamUser,
                        upstreamPasswordFile,
                        new UpstreamChoice.TlsFiles(upstreamCaFile, upstreamCertFile, upstreamKeyFile))
                .read();
        boolean sharded = servers instanceof UpstreamSpec.Shards;
        ListenAddress listen = listenAddress == null
                ? ListenAddress.parse(sharded ? "127.0.0.1:6380" : "127.0.0.1:6379")
                : listenAddress;
        return new AmbassadorConfig(
                servers,
                listen,
                adminListenAddress,
                readPolicy,
                consistency,
                maxLag,
                zone,
                passwordFile == null ? null : new AmbassadorConfig.Password(user, passwordFile),
                allowAdmin,
                Stream.of(denyCommands.split(",", -1))
                        .filter(name -> !name.isBlank())
                        .toList(),
                maxClients,
                maxInFlight,
                maxInFlightBytes,
                maxArgumentBytes,
                maxArguments,
                connectTimeout,
                timeout,
                loops);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equals(text)) {
                return constant;
            }
        }
        throw new TypeConversionException("'" + text + "' (expected: one of " + List.of(type.getEnumConstants()) + ")");
    }

    static final class ReadPolicyConverter implements ITypeConverter<ReadPolicy> {
        @Override
        public ReadPolicy convert(String text) {
            return constant(ReadPolicy.class, text);
        }
    }

    static final class ConsistencyConverter implements ITypeConverter<Consistency> {
        @Override
        public Consistency convert(String text) {
            return constant(Consistency.class, text);
        }
    }
}
