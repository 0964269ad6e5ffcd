package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.pod.ProbeState.Verdict;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.PreStop;
import io.podhelpers.testcontainers.pod.manifest.Probe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One container of a running Pod, with a virtual thread that asks its probes: started, then ready and alive.
final class RunningContainer {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LEAST_AFTER_HOOK = Duration.ofSeconds(2);

    private final Engine engine;
    private final ContainerSpec spec;
    private final String id;
    private final ProbeRunner probes;
    private final Duration grace;
    private final InstantSource clock;
    private final CountDownLatch stopProbing = new CountDownLatch(1);
    private final ReentrantLock probing = new ReentrantLock();
    private volatile boolean frozen;

    // only touched by the probing thread
    private final Optional<ProbeState> startup;
    private final Optional<ProbeState> readiness;
    private final Optional<ProbeState> liveness;
    private String knownStart = "";

    private volatile boolean started;
    private volatile boolean ready;
    private final AtomicInteger probeRestarts = new AtomicInteger();
    private volatile String lastNo = "";

    RunningContainer(
            Engine engine, ContainerSpec spec, String id, ProbeRunner probes, Duration grace, InstantSource clock) {
        this.engine = engine;
        this.spec = spec;
        this.id = id;
        this.probes = probes;
        this.grace = grace;
        this.clock = clock;
        startup = spec.startupProbe().map(probe -> new ProbeState(probe, Verdict.UNDECIDED));
        readiness = spec.readinessProbe().map(probe -> new ProbeState(probe, Verdict.BAD));
        liveness = spec.livenessProbe().map(probe -> new ProbeState(probe, Verdict.GOOD));
    }

    void start() {
        engine.start(id);
        Thread.ofVirtual().name("probes of " + spec.name()).start(this::probeUntilStopped);
    }

    ContainerSpec spec() {
        return spec;
    }

    String id() {
        return id;
    }

    boolean started() {
        return started;
    }

    boolean ready() {
        return ready;
    }

    private void probeUntilStopped() {
        try {
            while (!stopProbing.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                probe();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops every process in the container.
    ///
    /// A command started in a frozen container never begins, and the engine cannot wake the container as long as it
    /// waits for that: so no probe is under way while it freezes, and none runs a command until it wakes.
    void freeze() {
        probing.lock();
        try {
            engine.pause(id);
            frozen = true;
        } finally {
            probing.unlock();
        }
    }

    void unfreeze() {
        probing.lock();
        try {
            engine.unpause(id);
            frozen = false;
        } finally {
            probing.unlock();
        }
    }

    private void probe() {
        probing.lock();
        try {
            lookAndAsk();
        } finally {
            probing.unlock();
        }
    }

    private void lookAndAsk() {
        try {
            InspectContainerResponse.ContainerState state = engine.inspect(id).getState();
            noticeRestart(String.valueOf(state.getStartedAt()));
            boolean running = Boolean.TRUE.equals(state.getRunning());
            started = running && startup.map(this::askIfUndecided).orElse(Verdict.GOOD) == Verdict.GOOD;
            ready = started && readiness.map(this::askIfDue).orElse(Verdict.GOOD) == Verdict.GOOD;
            boolean dead =
                    startup.filter(probe -> probe.verdict() == Verdict.BAD).isPresent()
                            || (started && liveness.map(this::askIfDue).orElse(Verdict.GOOD) == Verdict.BAD);
            if (dead && running) {
                restart();
            }
        } catch (DockerException | PodException e) {
            started = false;
            ready = false;
            lastNo = e.toString();
        }
    }

    private void noticeRestart(String startedAt) {
        if (!startedAt.equals(knownStart)) {
            knownStart = startedAt;
            Instant now = clock.instant();
            startup.ifPresent(probe -> probe.containerStarted(now));
            readiness.ifPresent(probe -> probe.containerStarted(now));
            liveness.ifPresent(probe -> probe.containerStarted(now));
        }
    }

    private Verdict askIfUndecided(ProbeState probe) {
        return probe.verdict() == Verdict.UNDECIDED ? askIfDue(probe) : probe.verdict();
    }

    private Verdict askIfDue(ProbeState probe) {
        if (!probe.due(clock.instant())) {
            return probe.verdict();
        }
        boolean cannotRun = frozen && probe.probe().action() instanceof Probe.Exec;
        ProbeRunner.Answer answer =
                cannotRun ? ProbeRunner.Answer.no("the container is frozen") : probes.ask(probe.probe());
        if (!answer.good()) {
            lastNo = probe.probe().action() + ": " + answer.why();
        }
        return probe.observe(clock.instant(), answer.good());
    }

    private void restart() {
        probeRestarts.incrementAndGet();
        ready = false;
        started = false;
        engine.restart(id, grace);
    }

    /// Ends the container: its preStop hook, its stop signal, and a kill when `grace` is over.
    ContainerEnd stop(Duration graceForAll) {
        stopProbing.countDown();
        Instant deadline = clock.instant().plus(graceForAll);
        spec.preStop().ifPresent(hook -> run(hook, graceForAll));
        Duration left = Duration.between(clock.instant(), deadline);
        // as the kubelet: however long the hook took, two seconds are left for the signal
        engine.stop(id, left.compareTo(LEAST_AFTER_HOOK) < 0 && spec.preStop().isPresent() ? LEAST_AFTER_HOOK : left);
        return end();
    }

    /// A hook that fails changes nothing about the end; what it says is kept for [#describe].
    private void run(PreStop hook, Duration atMost) {
        try {
            switch (hook) {
                case PreStop.Command(List<String> command) -> engine.exec(id, command, atMost);
                case PreStop.Request(Probe.HttpGet get) -> probes.ask(get, atMost);
                case PreStop.Sleep(Duration duration) -> sleep(duration.compareTo(atMost) < 0 ? duration : atMost);
            }
        } catch (DockerException | PodException e) {
            lastNo = "preStop: " + e;
        }
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Kills the container for good, with nothing to say about it.
    void evict() {
        stopProbing.countDown();
        ready = false;
        started = false;
        engine.stop(id, Duration.ZERO);
    }

    ContainerEnd end() {
        InspectContainerResponse.ContainerState state = engine.inspect(id).getState();
        return new ContainerEnd(
                spec.name(),
                exitCode(state),
                Boolean.TRUE.equals(state.getOOMKilled()),
                instant(state.getStartedAt()),
                instant(state.getFinishedAt()));
    }

    ContainerStatus status() {
        InspectContainerResponse container = engine.inspect(id);
        InspectContainerResponse.ContainerState state = container.getState();
        Integer restarts = container.getRestartCount();
        Long limit = container.getHostConfig() == null
                ? null
                : container.getHostConfig().getMemory();
        return new ContainerStatus(
                spec.name(),
                Boolean.TRUE.equals(state.getRunning()),
                started,
                ready,
                (restarts == null ? 0 : restarts) + probeRestarts.get(),
                exitCode(state),
                Boolean.TRUE.equals(state.getOOMKilled()),
                limit == null ? 0 : limit,
                instant(state.getStartedAt()),
                instant(state.getFinishedAt()));
    }

    /// Why it is not ready, for a message.
    String describe() {
        ContainerStatus now = status();
        String state = now.running() ? "running" : "ended with exit code " + now.exitCode();
        return spec.name() + ": " + state + (now.restarts() > 0 ? ", " + now.restarts() + " restarts" : "")
                + (lastNo.isEmpty() ? "" : ", last probe answer: " + lastNo);
    }

    void remove() {
        stopProbing.countDown();
        engine.removeContainer(id);
    }

    private static int exitCode(InspectContainerResponse.ContainerState state) {
        Long code = state.getExitCodeLong();
        return code == null ? 0 : code.intValue();
    }

    private static Instant instant(@Nullable String time) {
        return time == null || time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
    }
}
