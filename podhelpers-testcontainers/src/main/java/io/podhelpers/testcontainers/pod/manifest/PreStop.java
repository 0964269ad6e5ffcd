package io.podhelpers.testcontainers.pod.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a container does before it gets its stop signal, within the Pod's grace period.
public sealed interface PreStop {
    /// Runs a command in the container.
    record Command(List<String> command) implements PreStop {}

    /// Asks a path of the container; whatever the answer.
    record Request(Probe.HttpGet get) implements PreStop {}

    /// Waits.
    record Sleep(Duration duration) implements PreStop {}

    static Optional<PreStop> read(Fields lifecycle) {
        return lifecycle.maybe("preStop", PreStop::readHook);
    }

    private static PreStop readHook(Fields fields) {
        List<PreStop> hooks = Stream.<Optional<? extends PreStop>>of(
                        fields.maybe("exec", Probe.Exec::read).map(exec -> new Command(exec.command())),
                        fields.maybe("httpGet", Probe.HttpGet::read).map(Request::new),
                        fields.maybe("sleep", PreStop::readSleep))
                .<PreStop>flatMap(Optional::stream)
                .toList();
        if (hooks.size() != 1) {
            throw fields.unusable(hooks.size() + " actions (expected: one of exec, httpGet, sleep)");
        }
        return hooks.getFirst();
    }

    private static Sleep readSleep(Fields fields) {
        return new Sleep(Duration.ofSeconds(fields.number("seconds")));
    }
}
