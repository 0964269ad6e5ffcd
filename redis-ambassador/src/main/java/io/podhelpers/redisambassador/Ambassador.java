package io.podhelpers.redisambassador;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.Credentials;
import io.podhelpers.redisambassador.proxy.Proxy;
import io.podhelpers.redisambassador.proxy.ProxyMetrics;
import io.podhelpers.redisambassador.proxy.ProxySettings;
import io.podhelpers.redisambassador.resp.RequestLimits;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.topology.Topologies;
import io.podhelpers.redisambassador.topology.TopologySettings;
import io.podhelpers.redisambassador.topology.TopologySource;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Health;
import io.podhelpers.runtime.HelperMetrics;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.Service;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The service: what a request passes on its way, and what watches the servers beside it.
///
/// ```
///   client ──► RequestFramer ──► CommandPlan ──► Dispatcher ──► Router ──► Backend ──► server
///                 (resp)        (table, rules)   (SessionState)  │           │
///   client ◄── ReplySequencer ◄───────────────── ReplyFramer ◄───┼───────────┘
///                                                  (resp)        │
///              TopologySource (Lettuce: ROLE, INFO) ── Topology ─┘
/// ```
///
/// All of the first two lines happens on one event loop for each client; the third beside it, and only a picture of the
/// servers passes from there.
final class Ambassador implements Service {
    private static final Logger log = LoggerFactory.getLogger(Ambassador.class);

    private final AmbassadorConfig config;
    private final Health health = new Health();
    private final PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
    private @Nullable TopologySource topology;
    private @Nullable Proxy proxy;
    private @Nullable AdminServer admin;
    private volatile boolean draining;

    Ambassador(AmbassadorConfig config) {
        this.config = config;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        health.readyWhen("lifecycle", () -> draining ? Optional.of("stopping") : Optional.empty());
        AdminServer server = AdminServer.bind("--admin-listen-address", config.admin(), health, registry);
        admin = server;
        Proxy started = servers() instanceof UpstreamSpec.Shards shards
                ? Proxy.sharded(settings(), CommandTable.builtIn(), shards.pool())
                : split(server);
        proxy = started;
        ProxyMetrics.register(started, registry);
        server.start();
        started.start("--listen-address", config.listen().resolve());
        log.atInfo()
                .addKeyValue("address", config.listen())
                .addKeyValue("port", started.port())
                .addKeyValue("admin", server.port())
                .log("listening");
    }

    private UpstreamSpec servers() {
        return config.upstream() instanceof UpstreamSpec.ByEnvironment environment
                ? environment.chosen()
                : config.upstream();
    }

    private Proxy split(AdminServer server) {
        TopologySource source = Topologies.watch(config.upstream(), TopologySettings.DEFAULT);
        topology = source;
        Proxy split = Proxy.split(settings(), CommandTable.builtIn(), source.current(), source::lookAgain);
        source.onChange(split::useTopology);
        source.onCommands(reply -> split.useTable(CommandTable.builtIn().overlay(reply)));
        health.readyWhen("primary", () -> missingPrimary(source));
        server.route("/topology", _ -> AdminServer.Answer.json(200, TopologyJson.of(source.current())));
        source.start();
        return split;
    }

    private static Optional<String> missingPrimary(TopologySource source) {
        return source.current().primary() != null
                ? Optional.empty()
                : source.refusal().or(() -> Optional.of("no primary is known"));
    }

    private ProxySettings settings() {
        UpstreamAccess access = config.upstream().access();
        String password = access.currentPassword();
        return new ProxySettings(
                config.readPolicy(),
                config.consistency(),
                config.maxLag(),
                config.zone(),
                config.allowAdmin(),
                denied(),
                new RequestLimits(
                        config.maxArguments(), config.maxArgumentBytes().asInt(), RequestLimits.OF_REDIS.inlineBytes()),
                config.maxInFlight(),
                config.maxInFlightBytes().asInt(),
                config.maxClients(),
                config.loops(),
                config.connectTimeout(),
                config.timeout(),
                access.database(),
                password == null ? null : new Credentials(access.user(), password),
                access.tls(),
                localUser());
    }

    private ProxySettings.@Nullable LocalUser localUser() {
        AmbassadorConfig.Password password = config.password();
        return password == null
                ? null
                : new ProxySettings.LocalUser(password.user(), () -> Secrets.read("--password-file", password.file()));
    }

    private Set<String> denied() {
        return config.denied().stream().map(ProxySettings::commandName).collect(Collectors.toSet());
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        draining = true;
        boolean finished = proxy == null || proxy.stop(deadline);
        if (topology != null) {
            topology.close();
        }
        if (admin != null) {
            admin.close();
        }
        log.atInfo().addKeyValue("finished", finished).log("stopped");
        return 0;
    }
}
