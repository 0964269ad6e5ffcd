package io.podhelpers.logshipper;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.logshipper.follow.FileState;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Health;
import io.podhelpers.runtime.HelperMetrics;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole program: a [Pipeline] for each sink, and the port for operators.
///
/// On SIGTERM the pipelines read to the end of each log and deliver, side by side.
final class LogShipper implements Service {
    private static final Logger log = LoggerFactory.getLogger(LogShipper.class);
    private static final Duration STUCK = Duration.ofSeconds(60);
    /// Kept of the grace period for the last checkpoint.
    private static final Duration RESERVE = Duration.ofMillis(500);

    private final ShipperConfig config;
    private final List<Sink> sinks;
    private final ListenAddress address;
    private final Duration unreadyWhenStalled;
    private final InstantSource clock;
    private final PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
    private final List<Pipeline> pipelines = new ArrayList<>();
    private @Nullable AdminServer admin;

    LogShipper(
            ShipperConfig config,
            List<Sink> sinks,
            ListenAddress address,
            Duration unreadyWhenStalled,
            InstantSource clock) {
        this.config = config;
        this.sinks = List.copyOf(sinks);
        this.address = address;
        this.unreadyWhenStalled = unreadyWhenStalled;
        this.clock = clock;
    }

    @Override
    public void start() throws IOException {
        Health health = new Health();
        AdminServer server = AdminServer.bind("--admin-listen-address", address, health, registry);
        admin = server;
        for (Sink sink : sinks) {
            Pipeline pipeline = new Pipeline(config, sink, new ShipperMetrics(registry, sink.name(), clock), clock);
            watchOver(pipeline, health);
            pipeline.start();
            pipelines.add(pipeline);
        }
        server.start();
        log.atInfo()
                .addKeyValue("inputs", config.follow().inputs())
                .addKeyValue("sinks", sinks.stream().map(Sink::name).toList())
                .addKeyValue("listening", server.port())
                .log("shipping");
    }

    private void watchOver(Pipeline pipeline, Health health) {
        health.readyWhen("following for " + pipeline.sinkName(), pipeline::notFollowing);
        health.aliveWhile("follower of " + pipeline.sinkName(), () -> pipeline.stuck(STUCK));
        if (!unreadyWhenStalled.isZero()) {
            health.readyWhen("receiver of " + pipeline.sinkName(), () -> pipeline.stalled(unreadyWhenStalled));
        }
    }

    /// The port of the admin server that is really bound.
    int port() {
        AdminServer server = admin;
        return server == null ? 0 : server.port();
    }

    @Override
    public int stop(Deadline deadline) throws InterruptedException {
        Deadline almost = new Deadline(clock, deadline.at().minus(RESERVE));
        pipelines.forEach(Pipeline::drain);
        int exitCode = 0;
        for (Pipeline pipeline : pipelines) {
            List<FileState> unshipped = pipeline.finish(almost);
            for (FileState file : unshipped) {
                log.atError()
                        .addKeyValue("sink", pipeline.sinkName())
                        .addKeyValue("file", file.path())
                        .addKeyValue("bytes", file.lagBytes())
                        .log("not shipped before time ran out");
            }
            exitCode = unshipped.isEmpty() ? exitCode : 1;
        }
        AdminServer server = admin;
        if (server != null) {
            server.close();
        }
        log.atInfo().addKeyValue("exit_code", exitCode).log("stopped");
        return exitCode;
    }
}
