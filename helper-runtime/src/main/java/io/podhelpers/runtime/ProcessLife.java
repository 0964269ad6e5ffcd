package io.podhelpers.runtime;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import sun.misc.Signal;

/// The life of a helper's process: start, wait for SIGTERM, SIGINT or the service's own end, stop within the grace
/// period.
///
/// The first ending wins; a second SIGTERM or SIGINT while stopping ends the process at once (exit 143 or 130).
public final class ProcessLife {
    private static final int SIGNAL_EXIT_BASE = 128;

    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final InstantSource clock;

    public ProcessLife(InstantSource clock) {
        this.clock = clock;
    }

    /// Runs the service to its end.
    ///
    /// @param grace how long [Service#stop] may take
    /// @return the exit code: the service's own from [#end] if it is not 0, else that of [Service#stop]
    public int run(Service service, Duration grace) throws IOException, InterruptedException {
        onSignal("TERM");
        onSignal("INT");
        try {
            service.start();
        } catch (IOException | RuntimeException e) {
            service.stop(Deadline.after(grace, clock));
            throw e;
        }
        int own = await();
        int stopped = service.stop(Deadline.after(grace, clock));
        return own != 0 ? own : stopped;
    }

    /// Ends the process from within: a pass that was the only one, a failure too many, the end of standard input. Any
    /// thread.
    public void end(int exitCode) {
        ended.complete(exitCode);
    }

    /// Whether the end has begun. Any thread.
    public boolean isEnding() {
        return ended.isDone();
    }

    /// Runs the action on each signal of that name (`HUP`), on a thread of the JVM's; it should only wake somebody.
    public void on(String signal, Runnable action) {
        Signal.handle(new Signal(signal), _ -> action.run());
    }

    private void onSignal(String name) {
        Signal.handle(new Signal(name), signal -> {
            if (!ended.complete(0)) {
                Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + signal.getNumber());
            }
        });
    }

    private int await() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody ends this future with a failure", e);
        }
    }
}
