package io.podhelpers.testcontainers.pod;

import com.github.dockerjava.api.model.StreamType;
import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startable;

/// A Kubernetes Pod on the local container engine, made from its own manifest.
///
/// ```java
/// try (PodContainer pod = PodContainer.fromYaml(Path.of("pod.yaml"))) {
///     pod.start();                                   // returns when every container is ready
///     int port = pod.getMappedPort(8080);            // a containerPort, as seen from here
///     pod.exec("nginx", "nginx", "-s", "reopen");
///     PodEnd end = pod.terminate();                  // as Kubernetes does: containers, then sidecars in reverse
/// }
/// ```
///
/// What it keeps of Kubernetes: one network namespace, volumes, environment and downward API, security contexts,
/// memory limits without swap, init containers, native sidecars, probes, restarts, the order and the grace period of
/// the end. What it leaves out it refuses: an unknown field is an error.
///
/// Life: made, started once, terminated, closed. Its methods may be called from any thread after [#start] returned.
public final class PodContainer implements Startable {
    private static final Duration DEFAULT_STARTUP_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration EXEC_TIMEOUT = Duration.ofMinutes(1);
    private static final int TOO_MANY_RESTARTS = 5;
    private static final int LAST_LINES = 12;

    private final Pod pod;
    private final Manifests manifests;
    private final String uid =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final InstantSource clock = InstantSource.system();
    private final List<RunningContainer> running = new CopyOnWriteArrayList<>();
    private Duration startupTimeout = DEFAULT_STARTUP_TIMEOUT;
    private @Nullable Network network;
    private @Nullable Network ownNetwork;
    private @Nullable NetworkHolder holder;
    private @Nullable PodVolumes volumes;
    private @Nullable Eviction eviction;
    private volatile String evictedBecause = "";

    PodContainer(Pod pod, Manifests manifests) {
        this.pod = pod;
        this.manifests = manifests;
    }

    /// The one Pod of a YAML file, or of a folder with a `kustomization.yaml`. Objects beside it (ConfigMaps, Secrets,
    /// Services) are used by it; for several Pods see [PodSet].
    public static PodContainer fromYaml(Path fileOrFolder) {
        Manifests manifests = Manifests.read(fileOrFolder);
        List<Pod> pods = manifests.pods();
        if (pods.size() != 1) {
            throw new PodException(fileOrFolder + ": " + pods.size() + " Pods (expected: one, or use PodSet)");
        }
        return new PodContainer(pods.getFirst(), manifests);
    }

    /// One Pod of manifests that have several, such as one of a StatefulSet.
    public static PodContainer of(Pod pod, Manifests manifests) {
        return new PodContainer(pod, manifests);
    }

    /// The network in which the Pod is found by the names of its Services.
    public PodContainer withNetwork(Network newNetwork) {
        network = newNetwork;
        return this;
    }

    /// How long all containers together may take to be ready (default: two minutes).
    public PodContainer withStartupTimeout(Duration timeout) {
        startupTimeout = timeout;
        return this;
    }

    public String name() {
        return pod.name();
    }

    public Pod manifest() {
        return pod;
    }

    /// Starts the Pod and returns when all its containers are ready.
    @Override
    public void start() {
        Instant deadline = clock.instant().plus(startupTimeout);
        try {
            Engine engine = new Engine();
            PodVolumes newVolumes = new PodVolumes(engine, pod, manifests, uid);
            volumes = newVolumes;
            newVolumes.create();
            NetworkHolder newHolder = new NetworkHolder(engine, pod, uid, usedNetwork(), serviceNames());
            holder = newHolder;
            newHolder.start(newVolumes);
            PodFields fields = new PodFields(pod, uid, newHolder.podIp());
            newVolumes.fill(newHolder.id(), fields);
            ContainerFactory factory = new ContainerFactory(
                    engine, pod, new PodEnvironment(fields, manifests), newVolumes, newHolder.id(), uid);
            Eviction newEviction = new Eviction(engine, newHolder.id(), newVolumes.limitedOnDisk(), this::evict);
            eviction = newEviction;
            newEviction.start();
            startContainers(engine, factory, newHolder, deadline);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Network usedNetwork() {
        if (network == null) {
            ownNetwork = Network.newNetwork();
            network = ownNetwork;
        }
        return network;
    }

    private List<String> serviceNames() {
        long namespaces = manifests.pods().stream()
                .map(other -> other.metadata().namespace())
                .distinct()
                .count();
        return new ServiceNames(manifests.services(), namespaces == 1).of(pod);
    }

    private void startContainers(Engine engine, ContainerFactory factory, NetworkHolder net, Instant deadline) {
        for (ContainerSpec spec : pod.spec().initContainers()) {
            RunningContainer container = start(engine, factory, net, spec);
            if (spec.sidecar()) {
                await(container::started, deadline, container, "not started");
            } else {
                awaitGoodEnd(container, deadline);
            }
        }
        for (ContainerSpec spec : pod.spec().containers()) {
            start(engine, factory, net, spec);
        }
        for (RunningContainer container : List.copyOf(running)) {
            await(() -> container.ready() || isDone(container), deadline, container, "not ready");
        }
    }

    private RunningContainer start(Engine engine, ContainerFactory factory, NetworkHolder net, ContainerSpec spec) {
        String id = factory.create(spec);
        ProbeRunner probes = new ProbeRunner(
                net.host(),
                net::mappedPort,
                port -> spec.port(port).orElseThrow(),
                command -> engine.exec(id, command, EXEC_TIMEOUT));
        RunningContainer container =
                new RunningContainer(engine, spec, id, probes, pod.spec().terminationGracePeriod(), clock);
        running.add(container);
        container.start();
        return container;
    }

    /// An init container that has ended well, or a container of a Pod that is not restarted after success.
    private boolean isDone(RunningContainer container) {
        boolean mayEnd = !pod.spec().restartPolicy().equals("Always") || isInit(container);
        return mayEnd
                && !container.spec().sidecar()
                && !container.status().running()
                && container.status().exitCode() == 0;
    }

    private boolean isInit(RunningContainer container) {
        return pod.spec().initContainers().contains(container.spec());
    }

    private void awaitGoodEnd(RunningContainer container, Instant deadline) {
        await(() -> !container.status().running(), deadline, container, "not ended");
        if (container.end().exitCode() != 0) {
            throw failure(container, "init container failed");
        }
    }

    private void await(BooleanSupplier condition, Instant deadline, RunningContainer container, String problem) {
        while (!condition.getAsBoolean()) {
            if (container.status().restarts() > TOO_MANY_RESTARTS) {
                throw failure(container, "ends again and again");
            }
            if (clock.instant().isAfter(deadline)) {
                throw failure(container, problem + " within " + startupTimeout.toSeconds() + " s");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PodException("interrupted while the Pod was starting", e);
        }
    }

    /// The names of its containers, in the order in which they start.
    public List<String> containers() {
        return pod.spec().allContainers().map(ContainerSpec::name).toList();
    }

    private PodException failure(RunningContainer container, String problem) {
        String lastLines = logs(container.spec().name())
                .lines()
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(),
                        lines -> lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())))
                .stream()
                .map(line -> "\n    " + line)
                .collect(Collectors.joining());
        return new PodException("Pod " + pod.name() + ": " + problem + ": " + container.describe() + lastLines);
    }

    /// Whether every container is ready now.
    public boolean isReady() {
        return running.stream().allMatch(container -> container.ready() || isDone(container));
    }

    private void evict(String why) {
        running.forEach(RunningContainer::evict);
        evictedBecause = why;
    }

    /// Why the Pod was evicted, in the kubelet's words, if it was: a volume grew past its `sizeLimit`. Its containers
    /// are dead then and stay so.
    public Optional<String> evicted() {
        return Optional.of(evictedBecause).filter(why -> !why.isEmpty());
    }

    /// Where the mapped ports are.
    public String getHost() {
        return net().host();
    }

    /// The port on [#getHost] that leads to a port of the Pod; it has to be named in the manifest.
    public int getMappedPort(int containerPort) {
        return net().mappedPort(containerPort);
    }

    /// The address of the Pod in its network.
    public String podIp() {
        return net().podIp();
    }

    /// What a container wrote so far, on both streams.
    public String logs(String container) {
        return new Engine().log(find(container).id(), _ -> true);
    }

    public String stdout(String container) {
        return new Engine().log(find(container).id(), StreamType.STDOUT::equals);
    }

    /// The last lines of a container's standard output.
    public List<String> lastLines(String container, int lines) {
        return new Engine().lastLines(find(container).id(), lines).lines().toList();
    }

    public String stderr(String container) {
        return new Engine().log(find(container).id(), StreamType.STDERR::equals);
    }

    public ContainerStatus status(String container) {
        return find(container).status();
    }

    /// Tells the watcher about once a second how many bytes of its memory limit a container uses, as the kubelet counts
    /// (without file pages that the kernel can drop), until the answer is closed.
    public Closeable watchMemory(String container, LongConsumer watcher) {
        return new Engine().watchMemory(find(container).id(), watcher);
    }

    /// Runs a command inside a container, as its user.
    public ExecResult exec(String container, String... command) {
        return new Engine().exec(find(container).id(), Arrays.asList(command), EXEC_TIMEOUT);
    }

    /// A file of a volume, also after the Pod has ended.
    public String volumeFile(String volume, String path) {
        ExecResult result = new Engine()
                .exec(net().id(), List.of("cat", PodVolumes.FOLDER + "/" + volume + "/" + path), EXEC_TIMEOUT);
        if (result.exitCode() != 0) {
            throw new NoSuchElementException("Pod " + pod.name() + ", volume " + volume + ": "
                    + result.stderr().strip());
        }
        return result.stdout();
    }

    /// Sends a container a signal, such as `SIGHUP`.
    public void signal(String container, String signal) {
        new Engine().signal(find(container).id(), signal);
    }

    /// Kills a container without warning and starts it again, as after a crash.
    public void crash(String container) {
        new Engine().restart(find(container).id(), Duration.ZERO);
    }

    /// Freezes a container: it accepts connections and never answers. Nothing can be run in it until [#unfreeze].
    public void freeze(String container) {
        find(container).freeze();
    }

    public void unfreeze(String container) {
        find(container).unfreeze();
    }

    /// Cuts the Pod off: its containers talk to each other on, and to nobody else until [#healNetwork]. Its published
    /// ports and the probes that ask them are cut off, too.
    public void partition() {
        new NetworkFault(new Engine(), net().id()).partition();
    }

    /// Lets what leaves the Pod leave it at so many kilobits a second, until [#healNetwork].
    public void slowDown(int kilobits) {
        new NetworkFault(new Engine(), net().id()).slowDown(kilobits);
    }

    public void healNetwork() {
        new NetworkFault(new Engine(), net().id()).heal();
    }

    /// Ends the Pod as Kubernetes does, within its grace period: all containers at once, and after them the native
    /// sidecars, last started first. What it left behind can be looked at until [#close].
    public PodEnd terminate() {
        Instant begin = clock.instant();
        stopEviction();
        List<ContainerEnd> ends = new Termination(pod, running, clock).run();
        return new PodEnd(ends, Duration.between(begin, clock.instant()));
    }

    @Override
    public void stop() {
        terminate();
        close();
    }

    /// Removes everything; containers that still run are killed.
    @Override
    public void close() {
        stopEviction();
        running.forEach(RunningContainer::remove);
        running.clear();
        if (holder != null) {
            holder.remove();
            holder = null;
        }
        if (volumes != null) {
            volumes.remove();
            volumes = null;
        }
        if (ownNetwork != null) {
            ownNetwork.close();
            ownNetwork = null;
            network = null;
        }
    }

    private void stopEviction() {
        if (eviction != null) {
            eviction.stop();
            eviction = null;
        }
    }

    private NetworkHolder net() {
        if (holder == null) {
            throw new IllegalStateException("Pod " + pod.name() + " does not run");
        }
        return holder;
    }

    private RunningContainer find(String name) {
        return running.stream()
                .filter(container -> container.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("Pod " + pod.name() + ": no container " + name
                        + " (containers here: "
                        + running.stream()
                                .map(container -> container.spec().name())
                                .toList() + ")"));
    }
}
