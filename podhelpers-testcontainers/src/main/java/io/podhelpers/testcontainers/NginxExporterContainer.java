package io.podhelpers.testcontainers;

import org.testcontainers.utility.DockerImageName;

/// Adapter: the metrics of an nginx in Prometheus form.
///
/// ```java
/// NginxExporterContainer exporter = new NginxExporterContainer()
///         .withNetwork(network)
///         .withScrapeUri("http://nginx:8080/stub_status");
/// exporter.start();
/// String metrics = get(exporter.metricsUri());
/// ```
public final class NginxExporterContainer extends HelperContainer<NginxExporterContainer> {
    /// The port of `/metrics`.
    public static final int PORT = 9113;

    /// The image of the version that this module was built with.
    public NginxExporterContainer() {
        this(HelperImages.NGINX_EXPORTER);
    }

    public NginxExporterContainer(DockerImageName image) {
        super(image, HelperImages.NGINX_EXPORTER, PORT);
    }

    /// An nginx to scrape: `http://nginx:8080/stub_status` or `unix:/socket:/stub_status`. May be repeated.
    public NginxExporterContainer withScrapeUri(String uri) {
        return withOption("--nginx.scrape-uri", uri);
    }

    /// A label that every nginx metric gets. May be repeated.
    public NginxExporterContainer withConstLabel(String name, String value) {
        return withOption("--prometheus.const-label", name + "=" + value);
    }
}
