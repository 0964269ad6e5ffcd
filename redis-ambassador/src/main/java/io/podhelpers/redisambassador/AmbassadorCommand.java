package io.podhelpers.redisambassador;

import io.podhelpers.runtime.EnvironmentNames;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.StandardOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line: options to a validated [AmbassadorConfig] to a running [Ambassador] to an exit code.
@Command(
        description =
                "An ambassador for Redis: the application opens localhost, and each command finds the right server.")
final class AmbassadorCommand implements Callable<Integer> {
    /// `--read-policy` is `AMBASSADOR_READ_POLICY`; the shards have the name that twemproxy's images made known.
    static final EnvironmentNames VARIABLES = longName -> longName.equals("redis-servers")
            ? List.of("REDIS_SERVERS")
            : EnvironmentNames.prefixed("AMBASSADOR").of(longName);

    @Mixin
    private UpstreamOptions upstream;

    @Mixin
    private ClientOptions clients;

    @Mixin
    private BehaviourOptions behaviour;

    @Option(
            names = "--admin-listen-address",
            paramLabel = "ADDRESS",
            defaultValue = ":9116",
            description = "Where metrics, probes and the topology are served.")
    private ListenAddress adminListenAddress;

    @Option(
            names = "--max-clients",
            paramLabel = "N",
            defaultValue = "10000",
            description = "More connections than these are refused.")
    private int maxClients;

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

    @Option(
            names = "--stats-listen-address",
            paramLabel = "ADDRESS",
            description = "Where nutcracker's statistics are served as JSON, as nutcracker does on :22222.")
    private @Nullable ListenAddress statsListenAddress;

    @Mixin
    private StandardOptions standard;

    @Override
    public Integer call() throws Exception {
        standard.configureLogging();
        ProcessLife life = new ProcessLife(InstantSource.system());
        Ambassador ambassador = new Ambassador(config(), this::config);
        life.on("HUP", ambassador::reload);
        return life.run(ambassador, drainTimeout);
    }

    /// What the options say, and the files that they name as of now.
    AmbassadorConfig config() {
        Set<Path> files = new HashSet<>();
        List<ListenerConfig> listeners =
                new ListenerChoice(upstream, clients, behaviour.behaviour(), files).listeners();
        return new AmbassadorConfig(listeners, adminListenAddress, statsListenAddress, maxClients, loops, files);
    }
}
