package io.podhelpers.logshipper;

import java.util.List;
import java.util.Optional;

/// One pipeline as it was asked for: a sink with the logs that are shipped to it. Two plans with the same name and
/// the same arguments ask for the same.
///
/// @param name of the sink, and of the input if there are several: in metrics and of the checkpoint's file
/// @param arguments everything that was given, to see what a new configuration changes
/// @param deadLetters where to put what the sink's receiver refuses
record PipelinePlan(
        String name, List<String> arguments, ShipperConfig config, SinkPlan sink, Optional<SinkPlan> deadLetters) {
    PipelinePlan {
        arguments = List.copyOf(arguments);
    }

    boolean readsStandardInput() {
        return config.follow().readsStandardInput();
    }

    boolean isLike(PipelinePlan other) {
        return name.equals(other.name) && arguments.equals(other.arguments);
    }
}
