package io.podhelpers.nginxexporter.exposition;

/// The two text formats an answer can have.
public enum TextFormat {
    /// What every Prometheus since 2014 reads.
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    TextFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }
}
