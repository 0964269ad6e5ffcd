package io.podhelpers.logshipper;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.podhelpers.logshipper.follow.FileState;
import io.podhelpers.logshipper.reclaim.Reclaimer;
import io.podhelpers.logshipper.sink.SharedFiles;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.AdminServer;
import io.podhelpers.runtime.Deadline;
import io.podhelpers.runtime.Health;
import io.podhelpers.runtime.HelperMetrics;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.Service;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole program: a [Pipeline] for each plan, and the port for operators.
///
/// A new configuration replaces the pipelines whose plans it changes: each stops reading, delivers what it has read,
/// writes its checkpoint, and its successor goes on there. On SIGTERM all read to the end of each log and deliver,
/// side by side.
final class LogShipper implements Service {
    private static final Logger log = LoggerFactory.getLogger(LogShipper.class);
    private static final Duration STUCK = Duration.ofSeconds(60);
    /// Kept of the grace period for the last checkpoint.
    private static final Duration RESERVE = Duration.ofMillis(500);
    /// How long a pipeline that is replaced may take to deliver what it has read; the rest its successor reads again.
    private static final Duration HAND_OVER = Duration.ofSeconds(5);

    private static final Duration ONE_SHOT_POLL = Duration.ofMillis(20);

    /// A pipeline with what it was made of.
    private record Running(PipelinePlan plan, Pipeline pipeline, ShipperMetrics metrics) {}

    private final List<PipelinePlan> plans;
    private final ListenAddress address;
    private final Duration unreadyWhenStalled;
    private final InstantSource clock;
    private final SharedFiles files = new SharedFiles();
    private final PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
    private final List<Running> running = new CopyOnWriteArrayList<>();
    private @Nullable AdminServer admin;
    private final boolean onePass;
    private final Optional<Reclaimer> reclaimer;
    private final ProcessLife life;
    private boolean stopping;
    private volatile boolean lastReloadGood = true;

    /// @param onePass whether to end when what is there is read and delivered
    /// @param reclaim whether to give back to the disk what is shipped
    /// @param life is told when the process should end
    LogShipper(
            List<PipelinePlan> plans,
            ListenAddress address,
            Duration unreadyWhenStalled,
            boolean onePass,
            boolean reclaim,
            ProcessLife life,
            InstantSource clock) {
        this.onePass = onePass;
        this.reclaimer = reclaim ? Optional.of(new Reclaimer(registry)) : Optional.empty();
        this.life = life;
        this.plans = List.copyOf(plans);
        this.address = address;
        this.unreadyWhenStalled = unreadyWhenStalled;
        this.clock = clock;
    }

    @Override
    public void start() throws IOException {
        List<Sink> sinks = new ArrayList<>();
        plans.forEach(plan -> sinks.add(plan.sink().open(files, clock)));
        Health health = new Health();
        AdminServer server = AdminServer.bind("--admin-listen-address", address, health, registry);
        admin = server;
        watchOver(health);
        for (int i = 0; i < sinks.size(); i++) {
            start(plans.get(i), sinks.get(i));
        }
        server.start();
        log.atInfo()
                .addKeyValue("inputs", inputs())
                .addKeyValue("sinks", names())
                .addKeyValue("listening", server.port())
                .log("shipping");
        if (onePass) {
            running.forEach(one -> one.pipeline().drain());
        }
        if (onePass || plans.stream().noneMatch(plan -> plan.config().follow().followsFiles())) {
            endWhenAllIsShipped();
        }
    }

    private void start(PipelinePlan plan, Sink sink) throws IOException {
        ShipperMetrics metrics = new ShipperMetrics(registry, plan.name(), clock);
        Optional<Sink> deadLetters = plan.deadLetters().map(dead -> dead.open(files, clock));
        Pipeline pipeline = new Pipeline(plan.name(), plan.config(), sink, deadLetters, reclaimer, metrics, clock);
        pipeline.start();
        running.add(new Running(plan, pipeline, metrics));
    }

    private List<String> inputs() {
        return running.stream()
                .flatMap(one -> one.plan().config().follow().inputs().stream())
                .distinct()
                .toList();
    }

    private List<String> names() {
        return running.stream().map(one -> one.plan().name()).toList();
    }

    private void watchOver(Health health) {
        health.readyWhen("following", () -> first(Pipeline::notFollowing));
        health.aliveWhile("followers", () -> first(pipeline -> pipeline.stuck(STUCK)));
        if (!unreadyWhenStalled.isZero()) {
            health.readyWhen("receivers", () -> first(pipeline -> pipeline.stalled(unreadyWhenStalled)));
        }
        Gauge.builder("log_shipper_config_last_reload_successful", () -> lastReloadGood ? 1 : 0)
                .description("Whether the last configuration that SIGHUP asked for is running, 0 or 1")
                .register(registry);
    }

    private Optional<String> first(java.util.function.Function<Pipeline, Optional<String>> fault) {
        for (Running one : running) {
            Optional<String> found = fault.apply(one.pipeline());
            if (found.isPresent()) {
                return found.map(why -> one.pipeline().name() + ": " + why);
            }
        }
        return Optional.empty();
    }

    /// Goes over to another configuration; one that cannot be used leaves all as it is.
    synchronized void reload(Reread reread) throws InterruptedException {
        if (stopping || onePass) {
            return;
        }
        List<PipelinePlan> wanted;
        List<Sink> opened = new ArrayList<>();
        List<PipelinePlan> added;
        try {
            wanted = reread.plans();
            added = wanted.stream()
                    .filter(plan -> running.stream().noneMatch(one -> one.plan().isLike(plan)))
                    .toList();
            keepStandardInput(added);
            for (PipelinePlan plan : added) {
                opened.add(plan.sink().open(files, clock));
            }
        } catch (UserError e) {
            lastReloadGood = false;
            closeAll(opened);
            log.atError()
                    .addKeyValue("why", e.getMessage())
                    .log("the new configuration is refused, the old one goes on");
            return;
        }
        List<Running> leaving = running.stream()
                .filter(one -> wanted.stream().noneMatch(plan -> plan.isLike(one.plan())))
                .toList();
        retire(leaving);
        lastReloadGood = startAll(added, opened);
        log.atInfo()
                .addKeyValue("inputs", inputs())
                .addKeyValue("sinks", names())
                .addKeyValue("replaced", leaving.size())
                .log("configuration read again");
    }

    /// What was taken from standard input and is not delivered cannot be read again by a successor.
    private void keepStandardInput(List<PipelinePlan> added) {
        boolean begins = added.stream().anyMatch(PipelinePlan::readsStandardInput);
        boolean runs = running.stream().anyMatch(one -> one.plan().readsStandardInput());
        if (begins || (runs && !added.isEmpty())) {
            throw new UserError(
                    "--input: '-' (expected: unchanged while it runs, standard input cannot be read twice)");
        }
    }

    /// The configuration as it is now.
    interface Reread {
        /// Reads it.
        ///
        /// @throws UserError if it cannot be used
        List<PipelinePlan> plans();
    }

    private void retire(List<Running> leaving) throws InterruptedException {
        Deadline deadline = Deadline.after(HAND_OVER, clock);
        for (Running one : leaving) {
            one.pipeline().pause(deadline.remaining());
        }
        for (Running one : leaving) {
            one.pipeline().handOver();
            one.metrics().close();
            running.remove(one);
        }
    }

    private boolean startAll(List<PipelinePlan> added, List<Sink> opened) {
        boolean all = true;
        for (int i = 0; i < added.size(); i++) {
            try {
                start(added.get(i), opened.get(i));
            } catch (IOException | UserError e) {
                all = false;
                closeAll(List.of(opened.get(i)));
                log.atError()
                        .addKeyValue("sink", added.get(i).name())
                        .addKeyValue("why", e.getMessage())
                        .log("cannot start, its logs wait for the next configuration");
            }
        }
        return all;
    }

    private static void closeAll(List<Sink> sinks) {
        for (Sink sink : sinks) {
            try {
                sink.close();
            } catch (IOException e) {
                log.atWarn().addKeyValue("sink", sink.name()).setCause(e).log("cannot close the sink");
            }
        }
    }

    /// Ends the process when every pipeline has come to its end: of a pass over the logs, or of standard input.
    private void endWhenAllIsShipped() {
        Thread.ofVirtual().name("one-shot").start(() -> {
            while (!running.stream().allMatch(one -> one.pipeline().isDrained())) {
                LockSupport.parkNanos(ONE_SHOT_POLL.toNanos());
            }
            life.end(0);
        });
    }

    /// The port of the admin server that is really bound.
    int port() {
        AdminServer server = admin;
        return server == null ? 0 : server.port();
    }

    @Override
    public synchronized int stop(Deadline deadline) throws InterruptedException {
        stopping = true;
        Deadline almost = new Deadline(clock, deadline.at().minus(RESERVE));
        running.forEach(one -> one.pipeline().drain());
        int exitCode = 0;
        for (Running one : running) {
            List<FileState> unshipped = one.pipeline().finish(almost);
            for (FileState file : unshipped) {
                log.atError()
                        .addKeyValue("sink", one.pipeline().name())
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
