package io.podhelpers.redisambassador.topology;

import java.util.HashMap;
import java.util.Map;

/// Reads the reply to `INFO`: lines `name:value`, comments begin with `#`.
record InfoReply(Map<String, String> fields) {
    static InfoReply parse(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) != '#') {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new InfoReply(Map.copyOf(fields));
    }

    String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /// The number, or `otherwise` if there is none.
    long number(String name, long otherwise) {
        String value = text(name);
        return value.matches("-?\\d{1,18}") ? Long.parseLong(value) : otherwise;
    }
}
