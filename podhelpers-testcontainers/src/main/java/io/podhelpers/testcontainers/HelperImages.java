package io.podhelpers.testcontainers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.testcontainers.utility.DockerImageName;

/// The names of the helpers' images, in the version that this module was built with.
public final class HelperImages {
    /// Sidecar: follows nginx's logs and ships every line.
    public static final DockerImageName LOG_SHIPPER = image("log-shipper");

    /// Sidecar: keeps a directory equal to a git revision.
    public static final DockerImageName GIT_SYNC = image("git-sync");

    /// Adapter: turns nginx's stub_status into Prometheus metrics.
    public static final DockerImageName NGINX_EXPORTER = image("nginx-exporter");

    /// Ambassador: Redis on localhost, wherever it really is.
    public static final DockerImageName REDIS_AMBASSADOR = image("redis-ambassador");

    private HelperImages() {}

    private static DockerImageName image(String service) {
        return DockerImageName.parse("podhelpers/" + service).withTag(Version.VALUE);
    }

    private static final class Version {
        static final String VALUE = read();

        private static String read() {
            Properties properties = new Properties();
            try (InputStream in = HelperImages.class.getResourceAsStream("images.properties")) {
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read images.properties beside " + HelperImages.class, e);
            }
            return properties.getProperty("version");
        }
    }
}
