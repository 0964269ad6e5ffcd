package io.podhelpers.nginxexporter.nginx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.nginxexporter.net.Watchdog.Watch;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// GET requests to one nginx over one connection that is kept alive between scrapes.
///
/// Redirects are not followed: an exporter that goes where an answer points can be sent anywhere. One request at a
/// time, which [SingleFlight] sees to; only [#close] may come from another thread.
public final class NginxHttp implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(NginxHttp.class);

    private final ScrapeTarget target;
    private final Connector connector;
    private final String userAgent;
    private final int mostBodyBytes;
    private final Map<String, byte[]> requests = new HashMap<>();
    private volatile @Nullable NginxConnection kept;
    private volatile boolean closed;

    public NginxHttp(ScrapeTarget target, Connector connector, String userAgent, int mostBodyBytes) {
        this.target = target;
        this.connector = connector;
        this.userAgent = userAgent;
        this.mostBodyBytes = mostBodyBytes;
    }

    public ScrapeTarget target() {
        return target;
    }

    /// The body of a 200.
    ///
    /// @param path path and query
    /// @param deadline for everything from the name lookup to the last byte, in terms of [System#nanoTime()]
    public byte[] get(String path, long deadline) throws ScrapeException {
        HttpResponse response = response(path, deadline);
        return body(response);
    }

    /// The body of a 200, nothing for a 404.
    public Optional<byte[]> getIfPresent(String path, long deadline) throws ScrapeException {
        HttpResponse response = response(path, deadline);
        return response.status() == 404 ? Optional.empty() : Optional.of(body(response));
    }

    private static byte[] body(HttpResponse response) throws ScrapeException {
        if (response.status() == 200) {
            return response.body();
        }
        String location = response.header("location").map(to -> " to " + to).orElse("");
        throw new ScrapeException(
                ScrapeError.STATUS, "HTTP status " + response.status() + location + " (expected: 200)");
    }

    private HttpResponse response(String path, long deadline) throws ScrapeException {
        byte[] request = requests.computeIfAbsent(path, this::request);
        NginxConnection old = kept;
        kept = null;
        if (old != null) {
            try {
                return exchange(old, request, deadline);
            } catch (StaleException e) {
                log.atDebug().addKeyValue("uri", target).log("nginx had closed the kept connection");
            }
        }
        NginxConnection fresh = connector.connect(target, deadline, mostBodyBytes);
        try {
            return exchange(fresh, request, deadline);
        } catch (StaleException e) {
            throw e.failure;
        }
    }

    private byte[] request(String path) {
        String authorization = target.authorization()
                .map(value -> "Authorization: " + value + "\r\n")
                .orElse("");
        return ("GET " + path + " HTTP/1.1\r\nHost: " + target.host() + "\r\nUser-Agent: " + userAgent + "\r\n"
                        + authorization + "Accept: */*\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private HttpResponse exchange(NginxConnection connection, byte[] request, long deadline)
            throws ScrapeException, StaleException {
        boolean keep = false;
        try (Watch watch = connector.watchdog().watch(connection, deadline)) {
            HttpResponse response;
            try {
                response = connection.exchange(request);
            } catch (IOException e) {
                throw staleOr(Connector.failure(target, e, watch));
            }
            keep = response.keepsAlive() && (response.status() == 200 || response.status() == 404) && !closed;
            return response;
        } finally {
            if (keep) {
                kept = connection;
            } else {
                close(connection);
            }
        }
    }

    /// A broken connection may be one that nginx gave up while it was kept; everything else is final.
    private static ScrapeException staleOr(ScrapeException failure) throws StaleException {
        if (failure.error() == ScrapeError.CONNECT) {
            throw new StaleException(failure);
        }
        return failure;
    }

    private static final class StaleException extends Exception {
        private static final long serialVersionUID = 1L;

        private final ScrapeException failure;

        StaleException(ScrapeException failure) {
            super(failure.getMessage(), failure, false, false);
            this.failure = failure;
        }
    }

    @Override
    public void close() {
        closed = true;
        NginxConnection connection = kept;
        if (connection != null) {
            close(connection);
        }
    }

    private static void close(NginxConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("a connection to nginx does not close");
        }
    }
}
