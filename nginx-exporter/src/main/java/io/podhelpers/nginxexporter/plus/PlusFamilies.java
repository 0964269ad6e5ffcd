package io.podhelpers.nginxexporter.plus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.nginxexporter.exposition.Family;
import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.plus.PlusFamily.Group;
import io.podhelpers.nginxexporter.plus.PlusFamily.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// The official exporter's families for NGINX Plus, written from snapshots. The table is in `families.tsv`.
public final class PlusFamilies {
    private static final List<String> CLASSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx");
    private static final List<String> SESSIONS = List.of("2xx", "4xx", "5xx");
    private static final List<String> CODES = List.of(
            "100", "101", "102", "200", "201", "202", "204", "206", "300", "301", "302", "303", "304", "307", "400",
            "401", "403", "404", "405", "408", "409", "411", "412", "413", "414", "415", "416", "429", "444", "494",
            "495", "496", "497", "499", "500", "501", "502", "503", "504", "507");
    private static final Map<String, Long> STATES =
            Map.of("up", 1L, "draining", 2L, "down", 3L, "unavail", 4L, "checking", 5L, "unhealthy", 6L);
    private static final Map<String, Group> GROUPS = Map.ofEntries(
            single("connections", "connections"),
            single("ssl", "ssl"),
            single("http/requests", "http/requests"),
            single("stream/zone_sync/status", "stream/zone_sync", "status"),
            named("stream/zone_sync/zones", "stream/zone_sync", "zone", "zones"),
            named("http/server_zones", "http/server_zones", "server_zone"),
            named("http/location_zones", "http/location_zones", "location_zone"),
            named("http/upstreams", "http/upstreams", "upstream"),
            named("http/caches", "http/caches", "zone"),
            named("http/limit_reqs", "http/limit_reqs", "zone"),
            named("http/limit_conns", "http/limit_conns", "zone"),
            named("resolvers", "resolvers", "resolver"),
            named("stream/server_zones", "stream/server_zones", "server_zone"),
            named("stream/upstreams", "stream/upstreams", "upstream"),
            named("stream/limit_conns", "stream/limit_conns", "zone"),
            Map.entry("http/upstreams/*/peers", new Group("http/upstreams", List.of(), Shape.PEERS, "upstream")),
            Map.entry("stream/upstreams/*/peers", new Group("stream/upstreams", List.of(), Shape.PEERS, "upstream")),
            Map.entry("workers", new Group("workers", List.of(), Shape.WORKERS, "id")));

    private final List<PlusFamily> families = load();

    /// One scraped NGINX Plus and the labels of its series.
    public record Source(PlusStatus status, SortedMap<String, String> labels) {}

    private static Map.Entry<String, Group> single(String name, String endpoint, String... inside) {
        return Map.entry(name, new Group(endpoint, List.of(inside), Shape.SINGLE, ""));
    }

    private static Map.Entry<String, Group> named(String name, String endpoint, String label, String... inside) {
        return Map.entry(name, new Group(endpoint, List.of(inside), Shape.NAMED, label));
    }

    private static List<PlusFamily> load() {
        try (InputStream in = PlusFamilies.class.getResourceAsStream("families.tsv")) {
            String table = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return table.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(PlusFamilies::family)
                    .sorted(Comparator.comparing(family -> family.family().name()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read families.tsv", e);
        }
    }

    private static PlusFamily family(String row) {
        String[] columns = row.split("\t", 5);
        String name = "nginxplus_" + columns[2];
        Family family = columns[1].equals("gauge") ? Family.gauge(name, columns[4]) : Family.counter(name, columns[4]);
        List<String> path = List.of(columns[3].split("/", -1));
        List<String> codes = switch (path.getLast()) {
            case "CLASS" -> CLASSES;
            case "SESSION" -> SESSIONS;
            case "CODE" -> CODES;
            default -> List.of();
        };
        Group group = Objects.requireNonNull(GROUPS.get(columns[0]), columns[0]);
        return new PlusFamily(family, group, codes.isEmpty() ? path : path.subList(0, path.size() - 1), codes);
    }

    /// Writes every family that one of the sources has a series for.
    public void write(MetricWriter writer, List<Source> sources) {
        for (PlusFamily family : families) {
            FamilyWriter samples = new FamilyWriter(writer, family);
            sources.forEach(samples::write);
        }
    }

    /// The series of one family; its header comes with the first of them.
    private static final class FamilyWriter {
        private final MetricWriter writer;
        private final PlusFamily family;
        private boolean begun;

        FamilyWriter(MetricWriter writer, PlusFamily family) {
            this.writer = writer;
            this.family = family;
        }

        void write(Source source) {
            Group group = family.group();
            Object answer = source.status().answers().get(group.endpoint());
            if (answer == null) {
                return;
            }
            Object objects = PlusStatus.at(answer, group.inside());
            switch (group.shape()) {
                case SINGLE -> writeObject(source, Map.of(), objects);
                case NAMED ->
                    named(objects).forEach((name, object) -> writeObject(source, Map.of(group.label(), name), object));
                case PEERS ->
                    named(objects)
                            .forEach((name, upstream) -> list(PlusStatus.at(upstream, List.of("peers")))
                                    .forEach(peer -> writeObject(
                                            source,
                                            Map.of(group.label(), name, "server", text(peer, "server")),
                                            peer)));
                case WORKERS ->
                    list(objects)
                            .forEach(worker -> writeObject(
                                    source, Map.of("id", text(worker, "id"), "pid", text(worker, "pid")), worker));
            }
        }

        private void writeObject(Source source, Map<String, String> labels, Object object) {
            Object value = PlusStatus.at(object, family.path());
            SortedMap<String, String> all = Labels.merged(source.labels(), labels);
            if (family.codes().isEmpty()) {
                sample(all, value);
            }
            for (String code : family.codes()) {
                sample(Labels.merged(all, Map.of("code", code)), PlusStatus.at(value, List.of(code)));
            }
        }

        private void sample(SortedMap<String, String> labels, Object value) {
            if (!begun) {
                writer.family(family.family());
                begun = true;
            }
            String text = Labels.of(labels);
            switch (value) {
                case Double number -> writer.sample(text, number);
                case Long number -> writer.sample(text, number);
                case Boolean is -> writer.sample(text, is ? 1 : 0);
                case String state -> writer.sample(text, STATES.getOrDefault(state, 0L));
                default -> writer.sample(text, 0);
            }
        }

        private static Map<String, Object> named(Object objects) {
            Map<String, Object> named = new TreeMap<>();
            if (objects instanceof Map<?, ?> map) {
                map.forEach((name, object) -> named.put(String.valueOf(name), object));
            }
            return named;
        }

        private static List<?> list(Object objects) {
            return objects instanceof List<?> list ? list : List.of();
        }

        private static String text(Object object, String member) {
            return String.valueOf(PlusStatus.at(object, List.of(member)));
        }
    }
}
