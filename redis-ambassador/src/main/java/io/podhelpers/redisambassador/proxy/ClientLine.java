package io.podhelpers.redisambassador.proxy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;

/// What `CLIENT LIST` tells of one client: its fields in the server's order. Immutable.
///
/// See [the command](https://redis.io/docs/latest/commands/client-list/).
final class ClientLine {
    /// As Redis 8.0 tells it, for when no server can be asked how it does.
    static final ClientLine OF_REDIS = parse("id= addr= laddr= fd=0 name= age=0 idle=0 flags=N db=0 sub=0 psub=0 ssub=0"
            + " multi=-1 watch=0 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=0"
            + " events=r cmd=NULL user=default redir=-1 resp=2 lib-name= lib-ver= io-thread=0");

    private final Map<String, String> fields;

    private ClientLine(Map<String, String> fields) {
        this.fields = fields;
    }

    static ClientLine parse(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : line.strip().split(" ", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return new ClientLine(fields);
    }

    String get(String field) {
        return fields.getOrDefault(field, "");
    }

    long number(String field) {
        try {
            return Long.parseLong(get(field));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /// With other values for those of these fields that it has.
    ClientLine with(Map<String, String> other) {
        Map<String, String> changed = new LinkedHashMap<>(fields);
        changed.replaceAll((field, value) -> other.getOrDefault(field, value));
        return new ClientLine(changed);
    }

    /// As `CLIENT LIST TYPE` and `CLIENT KILL TYPE` call it.
    String type() {
        return get("flags").indexOf('P') >= 0 ? "pubsub" : "normal";
    }

    @Override
    public String toString() {
        return fields.entrySet().stream().map(Entry::toString).collect(Collectors.joining(" "));
    }
}
