package io.podhelpers.logshipper;

import io.podhelpers.logshipper.deliver.BatchSettings;
import io.podhelpers.logshipper.follow.FollowSettings;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.ProcessLife;
import io.podhelpers.runtime.StandardOptions;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of `log-shipper`, and what it does with them.
@Command(
        description = "Follows nginx's logs on a shared volume and ships every line, once it is there, at least once.",
        sortOptions = false)
final class ShipperCommand implements Callable<Integer> {
    @Mixin
    private final InputOptions input = new InputOptions();

    @Mixin
    private final SinkOptions sinks = new SinkOptions();

    @Mixin
    private final DeliveryOptions delivery = new DeliveryOptions();

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

    @Mixin
    private final StandardOptions standard = new StandardOptions();

    @Override
    public Integer call() throws Exception {
        standard.configureLogging();
        InstantSource clock = InstantSource.system();
        ShipperConfig config = config();
        List<Sink> open = sinks.open(clock);
        if (delivery.drainTimeout().isNegative()) {
            throw new UserError("--drain-timeout: expected 0s or more");
        }
        LogShipper shipper = new LogShipper(config, open, listenAddress, unreadyWhenStalled, clock);
        return new ProcessLife(clock).run(shipper, delivery.drainTimeout());
    }

    private ShipperConfig config() {
        List<Path> own = new ArrayList<>(sinks.ownFiles());
        delivery.deadLetter().ifPresent(own::add);
        FollowSettings follow = input.follow(own);
        BatchSettings batches = delivery.batches();
        return new ShipperConfig(
                follow,
                input.parser(),
                input.logFormat(),
                input.errorLogZone(),
                input.keep(),
                input.drop(),
                input.labels(),
                batches,
                delivery.retries(),
                delivery.deadLetter(),
                delivery.checkpointDirectory()
                        .orElseGet(() -> follow.firstDirectory().resolve(".log-shipper")),
                delivery.sweepInterval(),
                delivery.drainQuiet());
    }
}
