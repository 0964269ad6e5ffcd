package io.podhelpers.logshipper;

import io.podhelpers.logshipper.config.ConfigFile;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.StandardOptions;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options of `log-shipper`, and what it does with them.
@Command(
        description = "Follows nginx's logs on a shared volume and ships every line, once it is there, at least once.",
        sortOptions = false)
final class ShipperCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ShipperCommand.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "YAML with any of these options by name, and lists of 'inputs' and 'sinks'; read again on"
                            + " SIGHUP. What is given on the command line or by a variable beats it, except within these lists.")
    private @Nullable Path config;

    @Mixin
    private final PlanOptions plan = new PlanOptions();

    @Option(
            names = "--admin-listen-address",
            paramLabel = "ADDRESS",
            defaultValue = ":9114",
            description = "Where to serve /metrics, /livez and /readyz.")
    private ListenAddress listenAddress;

    @Option(
            names = "--unready-when-stalled",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "Be unready when the receiver has taken nothing for so long; 0s: a dead receiver is lag and"
                    + " metrics, not unready.")
    private Duration unreadyWhenStalled;

    @Option(
            names = "--verify",
            description = "Compare the checkpoints with the logs, say what is not shipped, and exit: with 0 if all is.")
    private boolean verify;

    @Option(names = "--one-shot", description = "Read to the end of each log, deliver, and exit.")
    private boolean oneShot;

    @Option(
            names = "--reclaim",
            description = "Give back to the disk what is shipped of a log, for logs that nobody rotates: its blocks are"
                    + " freed, its length stays, and what is freed reads as NUL bytes. Needs the right to write to the"
                    + " logs.")
    private boolean reclaim;

    @Mixin
    private final StandardOptions standard = new StandardOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path file = config;
        return file == null ? run(plans(), null) : runWith(file);
    }

    private List<PipelinePlan> plans() {
        return plan.plans(UnaryOperator.identity(), List.of(), List.of());
    }

    private int runWith(Path file) throws Exception {
        ConfigPlans plans = new ConfigPlans(file, Overrides.of(ownSpec()));
        ConfigFile read = ConfigFile.read(file);
        ShipperCommand top = plans.top(read);
        top.spec = spec;
        return top.run(plans.of(read), plans);
    }

    private CommandSpec ownSpec() {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        return own;
    }

    /// @param plans reads the configuration again, if there is a file
    private int run(List<PipelinePlan> first, @Nullable ConfigPlans plans) throws Exception {
        standard.configureLogging();
        if (plan.delivery.drainTimeout().isNegative()) {
            throw new UserError("--drain-timeout: expected 0s or more");
        }
        requireOneReaderOfStandardInput(first);
        InstantSource clock = InstantSource.system();
        if (verify) {
            Logging.configure(Level.ERROR, LogFormat.LOGFMT); // what is followed is in the report
            return new Verification(ownSpec().commandLine().getOut(), clock).run(first);
        }
        ProcessLife life = new ProcessLife(clock);
        LogShipper shipper = new LogShipper(first, listenAddress, unreadyWhenStalled, oneShot, reclaim, life, clock);
        life.on("HUP", () -> Thread.ofPlatform().daemon().name("reload").start(() -> reload(shipper, plans)));
        return life.run(shipper, plan.delivery.drainTimeout());
    }

    private static void requireOneReaderOfStandardInput(List<PipelinePlan> plans) {
        boolean reads = plans.stream().anyMatch(plan -> plan.config().follow().readsStandardInput());
        if (reads && plans.size() > 1) {
            throw new UserError("--input: '-' with " + plans.size() + " sinks or inputs (expected: one, standard input"
                    + " can be read once only)");
        }
    }

    private static void reload(LogShipper shipper, @Nullable ConfigPlans plans) {
        if (plans == null) {
            log.atInfo().log("SIGHUP: there is no --config file to be read again");
            return;
        }
        try {
            shipper.reload(plans);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
