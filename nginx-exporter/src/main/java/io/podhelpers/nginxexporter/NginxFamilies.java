package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.exposition.Family.counter;
import static io.podhelpers.nginxexporter.exposition.Family.gauge;

import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.nginx.StubStatus;
import java.util.List;
import java.util.function.ToLongFunction;

/// What dashboards know: the official exporter's families, byte for byte, and `nginx_connections_dropped_total`.
///
/// Relationships to alert on: `accepted = handled + dropped`, `active = reading + writing + waiting`.
final class NginxFamilies {
    static final Family UP = gauge("nginx_up", "Status of the last metric scrape");
    static final Family PLUS_UP = gauge("nginxplus_up", "Status of the last metric scrape");

    /// One family of stub_status and where its value comes from.
    record StubFamily(Family family, ToLongFunction<StubStatus> value) {}

    /// In the order of their names, as the official exporter writes them.
    static final List<StubFamily> STUB_STATUS = List.of(
            new StubFamily(counter("nginx_connections_accepted", "Accepted client connections"), StubStatus::accepted),
            new StubFamily(gauge("nginx_connections_active", "Active client connections"), StubStatus::active),
            new StubFamily(
                    counter("nginx_connections_dropped_total", "Accepted client connections that were not handled"),
                    StubStatus::dropped),
            new StubFamily(counter("nginx_connections_handled", "Handled client connections"), StubStatus::handled),
            new StubFamily(
                    gauge("nginx_connections_reading", "Connections where NGINX is reading the request header"),
                    StubStatus::reading),
            new StubFamily(gauge("nginx_connections_waiting", "Idle client connections"), StubStatus::waiting),
            new StubFamily(
                    gauge(
                            "nginx_connections_writing",
                            "Connections where NGINX is writing the response back to the client"),
                    StubStatus::writing),
            new StubFamily(counter("nginx_http_requests_total", "Total http requests"), StubStatus::requests));

    private NginxFamilies() {}
}
