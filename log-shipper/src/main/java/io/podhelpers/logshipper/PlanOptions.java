package io.podhelpers.logshipper;

import io.podhelpers.logshipper.filter.FilterSettings;
import io.podhelpers.logshipper.follow.FollowSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Everything that makes a pipeline: what is read, what of it is shipped, where to, and how. A picocli mixin; in a
/// configuration file each section is parsed into one of its own.
@Command
final class PlanOptions {
    @Mixin
    final InputOptions input = new InputOptions();

    @Mixin
    final FilterOptions filter = new FilterOptions();

    @Mixin
    final SinkOptions sinks = new SinkOptions();

    @Mixin
    final DeliveryOptions delivery = new DeliveryOptions();

    /// A pipeline for each sink.
    ///
    /// @param names what the pipelines are called, by the name of the sink
    /// @param arguments all that was given
    /// @param own further files of the shipper's, never to be followed
    /// @throws io.podhelpers.runtime.UserError if something cannot be used
    List<PipelinePlan> plans(java.util.function.UnaryOperator<String> names, List<String> arguments, List<Path> own) {
        FilterSettings filters = filter.settings();
        String host = HostName.get();
        List<PipelinePlan> plans = new ArrayList<>();
        for (String sink : sinks.names()) {
            plans.add(new PipelinePlan(
                    names.apply(sink),
                    arguments,
                    config(filters, own),
                    sinks.plan(sink, filters.labels().size(), host),
                    delivery.deadLetters(sinks, filters.labels().size(), host)));
        }
        return plans;
    }

    /// Files that are written here and must not be followed.
    List<Path> ownFiles() {
        List<Path> own = new ArrayList<>(sinks.ownFiles());
        delivery.deadLetterFile().ifPresent(own::add);
        return own;
    }

    private ShipperConfig config(FilterSettings filters, List<Path> own) {
        List<Path> all = new ArrayList<>(own);
        all.addAll(ownFiles());
        FollowSettings follow = input.follow(all);
        return new ShipperConfig(
                follow,
                input.parser(),
                input.logFormat(),
                input.errorLogZone(),
                filters,
                delivery.batches(),
                delivery.retries(),
                delivery.checkpointDirectory()
                        .orElseGet(() -> follow.firstDirectory().resolve(".log-shipper")),
                delivery.sweepInterval(),
                delivery.drainQuiet());
    }
}
