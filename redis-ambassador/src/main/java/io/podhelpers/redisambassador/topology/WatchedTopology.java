package io.podhelpers.redisambassador.topology;

import io.podhelpers.redisambassador.config.Expectation;
import io.podhelpers.runtime.UserError;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks again and again, on a thread of its own, and tells everybody.
///
/// `regular step or request → LookPacer → Scout → Gate → Topology → listeners`
final class WatchedTopology implements TopologySource {
    private static final Logger log = LoggerFactory.getLogger(WatchedTopology.class);

    private static final Duration MOST_TO_CLOSE = Duration.ofSeconds(3);

    private final Function<Runnable, Scout> scouts;
    private final Gate gate;
    private final LookPacer pacer;
    private final ScheduledExecutorService thread;
    private final List<Consumer<Topology>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<?>>> commandListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile Topology current;
    private volatile List<?> commands = List.of();
    private volatile @Nullable String refusal;
    private volatile boolean closed;

    // only touched on the thread
    private @Nullable Scout scout;
    private long looks;
    private Set<String> troubled = new HashSet<>();
    private String commandsOf = "";

    /// @param scouts makes the scout, on the thread, since that takes a while; given what to call on news
    WatchedTopology(
            Topology.Kind kind, TopologySettings settings, Expectation expected, Function<Runnable, Scout> scouts) {
        this.gate = new Gate(expected);
        this.scouts = scouts;
        this.current = Topology.unknown(kind);
        this.pacer = new LookPacer(settings.every(), settings.closest(), System.nanoTime());
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("topology").daemon().factory());
    }

    @Override
    public void start() {
        thread.execute(() -> {
            scout = scouts.apply(() -> lookAgain(Reason.ANNOUNCED));
            lookAndScheduleNext(false);
        });
    }

    @Override
    public Topology current() {
        return current;
    }

    @Override
    public void onChange(Consumer<Topology> listener) {
        listeners.add(listener);
        if (current.version() > 0) {
            run(() -> listener.accept(current));
        }
    }

    @Override
    public void onCommands(Consumer<List<?>> listener) {
        commandListeners.add(listener);
        List<?> known = commands;
        if (!known.isEmpty()) {
            run(() -> listener.accept(known));
        }
    }

    @Override
    public void lookAgain(Reason why) {
        if (requested.compareAndSet(false, true)) {
            log.atDebug().addKeyValue("reason", why).log("looking again");
            run(this::scheduleRequested);
        }
    }

    private void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) {
            // closed: nobody wants to know any more
        }
    }

    private void scheduleRequested() {
        schedule(this::lookBecauseAsked, pacer.nanosUntilRequestedLook(System.nanoTime()));
    }

    private void lookBecauseAsked() {
        requested.set(false);
        look(true);
    }

    private void lookAndScheduleNext(boolean onlyIfDue) {
        if (!onlyIfDue || pacer.nanosUntilRegularLook(System.nanoTime()) == 0) {
            look(false);
        }
        schedule(() -> lookAndScheduleNext(true), Math.max(1, pacer.nanosUntilRegularLook(System.nanoTime())));
    }

    private void schedule(Runnable task, long nanos) {
        if (!closed) {
            var _ = thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look(boolean asked) {
        Scout with = scout;
        if (closed || with == null) {
            return;
        }
        pacer.looked(System.nanoTime(), asked);
        try {
            Topology seen = with.look(++looks);
            tellTroubles(with.troubles());
            Topology allowed = checked(seen, with);
            publish(allowed);
            learnCommands(with, allowed.primary());
        } catch (UserError e) { // a password file that has become unreadable
            tellTroubles(Map.of("access", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            if (troubled.add(e.toString())) {
                log.atError().setCause(e).log("cannot look at the servers");
            }
        }
    }

    private Topology checked(Topology seen, Scout with) {
        Node primary = seen.primary();
        if (primary == null) {
            return seen;
        }
        String objection = gate.objection(primary, with);
        if (objection == null) {
            refusal = null;
            return seen;
        }
        if (!objection.equals(refusal)) {
            log.atError().addKeyValue("why", objection).log("wrong server refused");
        }
        refusal = objection;
        return new Topology(seen.version(), seen.kind(), null, List.of(), null);
    }

    @Override
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /// Once for each process that becomes primary: modules are loaded at its start, as a rule.
    private void learnCommands(Scout with, @Nullable Node primary) {
        if (primary == null || !primary.answers() || primary.runId().equals(commandsOf) || commandListeners.isEmpty()) {
            return;
        }
        List<?> learned = with.commandsOf(primary.address());
        if (!learned.isEmpty()) {
            commandsOf = primary.runId();
            commands = learned;
            commandListeners.forEach(listener -> listener.accept(learned));
        }
    }

    private void publish(Topology seen) {
        Topology before = current;
        current = seen;
        if (!Objects.equals(runId(before), runId(seen))) {
            pacer.foundNews();
            log.atInfo()
                    .addKeyValue(
                            "primary",
                            seen.primary() == null ? "none" : seen.primary().address())
                    .addKeyValue("replicas", seen.replicas().size())
                    .log("primary changed");
        }
        for (Consumer<Topology> listener : listeners) {
            listener.accept(seen);
        }
    }

    private static @Nullable String runId(Topology topology) {
        Node primary = topology.primary();
        return primary == null ? null : primary.runId();
    }

    private void tellTroubles(Map<String, String> troubles) {
        if (troubles.keySet().equals(troubled)) {
            return;
        }
        troubled = new HashSet<>(troubles.keySet());
        if (troubles.isEmpty()) {
            log.atInfo().log("all servers answer again");
        } else {
            log.atWarn().addKeyValue("servers", troubles).log("servers do not answer");
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.submit(this::closeScout).get(MOST_TO_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.atDebug().setCause(e).log("the connections to the servers were not closed in order");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
    }

    private void closeScout() {
        if (scout != null) {
            scout.close();
            scout = null;
        }
    }
}
