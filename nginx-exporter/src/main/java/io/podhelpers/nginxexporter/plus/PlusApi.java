package io.podhelpers.nginxexporter.plus;

import io.podhelpers.nginxexporter.nginx.NginxClient;
import io.podhelpers.nginxexporter.nginx.NginxHttp;
import io.podhelpers.nginxexporter.nginx.ScrapeError;
import io.podhelpers.nginxexporter.nginx.ScrapeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Asks the NGINX Plus API (ngx_http_api_module) all that the families need, one request after the other on the kept
/// connection.
///
/// The newest version of the API that both know is taken; an endpoint that this nginx does not have is left out.
public final class PlusApi implements NginxClient.NginxApi {
    /// An answer, what is read from it and the metrics made of it are in memory together, some thirty times its size.
    private static final int SHARE_OF_HEAP = 48;

    private static final long NEWEST_VERSION = 9;
    private static final List<String> HTTP = List.of(
            "connections",
            "ssl",
            "workers",
            "resolvers",
            "http/requests",
            "http/server_zones",
            "http/location_zones",
            "http/upstreams",
            "http/caches",
            "http/limit_reqs",
            "http/limit_conns");

    /// The largest answer that the heap has room for: many upstreams make long ones.
    public static int mostBodyBytes() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    @Override
    public PlusStatus snapshot(NginxHttp http, long deadline) throws ScrapeException {
        String base = http.target().path().replaceFirst("/+$", "");
        String versioned = base + "/" + version(json(http.get(base + "/", deadline)));
        Map<String, Object> answers = new HashMap<>();
        for (String endpoint : HTTP) {
            ask(http, versioned, endpoint, deadline).ifPresent(answer -> answers.put(endpoint, answer));
        }
        if (ask(http, versioned, "", deadline).orElse(List.of()) instanceof List<?> list && list.contains("stream")) {
            askStream(http, versioned, answers, deadline);
        }
        return new PlusStatus(answers);
    }

    private static void askStream(NginxHttp http, String versioned, Map<String, Object> answers, long deadline)
            throws ScrapeException {
        if (!(ask(http, versioned, "stream", deadline).orElse(List.of()) instanceof List<?> list)) {
            return;
        }
        for (String name : List.of("server_zones", "upstreams", "limit_conns", "zone_sync")) {
            if (list.contains(name)) {
                String endpoint = "stream/" + name;
                ask(http, versioned, endpoint, deadline).ifPresent(answer -> answers.put(endpoint, answer));
            }
        }
    }

    private static Optional<Object> ask(NginxHttp http, String versioned, String endpoint, long deadline)
            throws ScrapeException {
        Optional<byte[]> body = http.getIfPresent(versioned + "/" + endpoint, deadline);
        return body.isEmpty() ? Optional.empty() : Optional.of(json(body.get()));
    }

    private static long version(Object versions) throws ScrapeException {
        if (versions instanceof List<?> list) {
            Optional<Long> newest = list.stream()
                    .filter(Long.class::isInstance)
                    .map(Long.class::cast)
                    .filter(version -> version > 0 && version <= NEWEST_VERSION)
                    .max(Long::compare);
            if (newest.isPresent()) {
                return newest.get();
            }
        }
        throw new ScrapeException(ScrapeError.PARSE, "the NGINX Plus API has no version that is known here");
    }

    private static Object json(byte[] body) throws ScrapeException {
        try {
            return Json.read(body);
        } catch (IllegalArgumentException e) {
            throw new ScrapeException(ScrapeError.PARSE, String.valueOf(e.getMessage()), e);
        }
    }
}
