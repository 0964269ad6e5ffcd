package io.podhelpers.testcontainers;

import static java.util.Objects.requireNonNull;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// What the four helpers have in common as containers: hardened as in a Pod (any user, a read-only root, no
/// capabilities), options as arguments, an admin port that says when it is ready.
///
/// @param <SELF> the helper's own class, for the fluent methods
public abstract class HelperContainer<SELF extends HelperContainer<SELF>> extends GenericContainer<SELF> {
    private static final Duration STARTUP_TIMEOUT = Duration.ofMinutes(1);

    private final int adminPort;
    private final List<String> options = new ArrayList<>();

    HelperContainer(DockerImageName image, DockerImageName expected, int adminPort) {
        super(image);
        image.assertCompatibleWith(expected);
        this.adminPort = adminPort;
        addExposedPort(adminPort);
        setWaitStrategy(Wait.forHttp("/readyz").forPort(adminPort).withStartupTimeout(STARTUP_TIMEOUT));
        withCreateContainerCmdModifier(command -> {
            HostConfig host = requireNonNull(command.getHostConfig());
            host.withReadonlyRootfs(true).withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges"));
        });
    }

    /// Adds an option as on the command line, for example `withOption("--log-level", "debug")`. May be repeated for
    /// options that may be.
    public SELF withOption(String name, String value) {
        options.add(name + "=" + value);
        return self();
    }

    /// Sets an option that is given once, in place of an earlier value.
    SELF setOption(String name, String value) {
        options.removeIf(option -> option.startsWith(name + "="));
        return withOption(name, value);
    }

    /// Takes an option back.
    SELF removeOption(String name) {
        options.removeIf(option -> option.startsWith(name + "="));
        return self();
    }

    /// The memory limit that the container gets, as `resources.limits.memory` would set it; without swap.
    public SELF withMemoryLimit(long bytes) {
        withCreateContainerCmdModifier(command ->
                requireNonNull(command.getHostConfig()).withMemory(bytes).withMemorySwap(bytes));
        return self();
    }

    /// Runs as this user, for example the one that owns a shared volume; by default as the image's own.
    public SELF withUser(int uid) {
        withCreateContainerCmdModifier(command -> command.withUser(uid + ":" + uid));
        return self();
    }

    /// The Prometheus metrics, as seen from the test.
    public URI metricsUri() {
        return adminUri("/metrics");
    }

    /// A path of the admin port, as seen from the test.
    public URI adminUri(String path) {
        return URI.create("http://" + getHost() + ":" + getMappedPort(adminPort) + path);
    }

    @Override
    protected void configure() {
        setCommand(options.toArray(String[]::new));
    }
}
