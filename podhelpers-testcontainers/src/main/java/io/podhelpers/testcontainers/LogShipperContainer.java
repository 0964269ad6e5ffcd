package io.podhelpers.testcontainers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.util.List;
import org.testcontainers.utility.DockerImageName;

/// Sidecar: ships every line of nginx's logs on a shared volume; to standard output unless another sink is chosen.
///
/// ```java
/// LogShipperContainer shipper = new LogShipperContainer()
///         .withNetwork(network)
///         .withLogDirectory(directory)
///         .withHttpSink("http://receiver:8080/lines");
/// shipper.start();
/// ```
public final class LogShipperContainer extends HelperContainer<LogShipperContainer> {
    /// The port of `/metrics` and the probes.
    public static final int PORT = 9114;

    private static final String LOGS = "/var/log/nginx";

    /// The image of the version that this module was built with.
    public LogShipperContainer() {
        this(HelperImages.LOG_SHIPPER);
    }

    public LogShipperContainer(DockerImageName image) {
        super(image, HelperImages.LOG_SHIPPER, PORT);
        setOption("--admin-listen-address", ":" + PORT);
    }

    /// The directory of the host or the named volume where nginx writes. The checkpoint lives there too, so the
    /// container's user must be able to write.
    public LogShipperContainer withLogDirectory(String directoryOrVolume) {
        setBinds(List.of(new Bind(directoryOrVolume, new Volume(LOGS), AccessMode.rw)));
        return this;
    }

    /// Which files to follow; `/var/log/nginx/*.log*` unless set. May be repeated.
    public LogShipperContainer withInput(String glob) {
        return withOption("--input", glob);
    }

    /// Sends the lines to an HTTP receiver.
    public LogShipperContainer withHttpSink(String url) {
        return withOption("--sink", "http").setOption("--http-url", url);
    }
}
