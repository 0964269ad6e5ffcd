package io.podhelpers.nginxexporter.nginx;

import org.jspecify.annotations.Nullable;

/// A scrape that cannot go on; becomes a [ScrapeOutcome.Failed] at the station's end.
public final class ScrapeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ScrapeError error;

    public ScrapeException(ScrapeError error, String message) {
        this(error, message, null);
    }

    public ScrapeException(ScrapeError error, String message, @Nullable Throwable cause) {
        // expected when nginx is down: nobody reads its stack trace
        super(message, cause, false, false);
        this.error = error;
    }

    public ScrapeError error() {
        return error;
    }

    /// The message, never null.
    public String why() {
        return String.valueOf(getMessage());
    }
}
