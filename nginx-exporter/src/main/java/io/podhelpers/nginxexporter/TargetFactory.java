package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.nginx.Connector;
import io.podhelpers.nginxexporter.nginx.NginxClient;
import io.podhelpers.nginxexporter.nginx.NginxHttp;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.nginx.StubStatusApi;
import io.podhelpers.nginxexporter.nginx.TargetMonitor;
import io.podhelpers.nginxexporter.plus.PlusApi;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Makes the clients: stub_status or NGINX Plus, each with its own connection.
///
/// @param plus whether the targets are NGINX Plus APIs
record TargetFactory(Connector connector, String userAgent, boolean plus, SortedMap<String, String> constLabels) {
    /// All configured targets; with more than one, their series carry `addr` and come in its order, as those of the
    /// official exporter do.
    List<Target> targets(List<ScrapeTarget> uris) {
        boolean several = uris.size() > 1;
        return uris.stream()
                .sorted(Comparator.comparing(ScrapeTarget::uri))
                .map(uri -> target(uri, several ? Map.of("addr", uri.uri()) : Map.of()))
                .toList();
    }

    /// A target that is asked by itself.
    Target single(ScrapeTarget uri) {
        return target(uri, Map.of());
    }

    private Target target(ScrapeTarget uri, Map<String, String> addr) {
        return new Target(client(uri), Labels.merged(constLabels, addr), Labels.merged(addr, Map.of()));
    }

    private NginxClient client(ScrapeTarget uri) {
        TargetMonitor monitor = new TargetMonitor(uri);
        return plus
                ? new NginxClient(http(uri, PlusApi.mostBodyBytes()), new PlusApi(), monitor)
                : new NginxClient(http(uri, StubStatusApi.MOST_BODY_BYTES), new StubStatusApi(), monitor);
    }

    private NginxHttp http(ScrapeTarget uri, int mostBodyBytes) {
        return new NginxHttp(uri, connector, userAgent, mostBodyBytes);
    }
}
