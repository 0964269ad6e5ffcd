package io.podhelpers.k8s.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How often each command reached each Redis server, as the servers say.
record CommandCounts(Map<String, Map<String, Long>> calls) {
    private static final List<String> READS = List.of("get", "strlen", "mget", "exists");
    private static final List<String> SHOWN = List.of("set", "incr", "get", "strlen");

    static CommandCounts of(DemoPods pods) {
        Map<String, Map<String, Long>> calls = new LinkedHashMap<>();
        for (String server : DemoPods.REDIS) {
            try {
                calls.put(server, pods.calls(server));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot ask " + server, e);
            }
        }
        return new CommandCounts(calls);
    }

    CommandCounts since(CommandCounts before) {
        Map<String, Map<String, Long>> more = new LinkedHashMap<>();
        calls.forEach((server, commands) -> {
            Map<String, Long> added = new TreeMap<>();
            commands.forEach((command, count) -> added.put(command, count - before.of(server, command)));
            more.put(server, added);
        });
        return new CommandCounts(more);
    }

    long of(String server, String command) {
        return calls.getOrDefault(server, Map.of()).getOrDefault(command, 0L);
    }

    long reads(String server) {
        return READS.stream().mapToLong(command -> of(server, command)).sum();
    }

    List<String> table() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "  %-16s", ""));
        SHOWN.forEach(command -> head.append(String.format(Locale.ROOT, "%8s", command)));
        lines.add(head.toString());
        for (String server : calls.keySet()) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-16s", server));
            SHOWN.forEach(command -> line.append(String.format(Locale.ROOT, "%8d", of(server, command))));
            lines.add(line.toString());
        }
        lines.add("  (writes at a replica come from its primary)");
        return lines;
    }
}
