package io.podhelpers.nginxexporter.nginx;

import java.util.Locale;

/// Why a scrape failed; the value of the label `cause`.
public enum ScrapeError {
    /// No connection, or it broke before the answer was whole.
    CONNECT,
    /// Not done by the deadline.
    TIMEOUT,
    /// Another HTTP status than 200, a redirect included.
    STATUS,
    /// Not HTTP, not stub_status, too large, or shorter than announced.
    PARSE,
    /// The TLS handshake failed: certificate, host name, version.
    TLS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /// As in the metric.
    public String label() {
        return label;
    }
}
