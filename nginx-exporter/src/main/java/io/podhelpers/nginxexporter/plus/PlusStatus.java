package io.podhelpers.nginxexporter.plus;

import io.podhelpers.nginxexporter.nginx.NginxSnapshot;
import java.util.List;
import java.util.Map;

/// The API's answers of one scrape.
///
/// @param answers endpoint (`http/upstreams`) to what it said; without an endpoint that this nginx does not have
public record PlusStatus(Map<String, Object> answers) implements NginxSnapshot {
    @Override
    public boolean restartedSince(NginxSnapshot before) {
        return before instanceof PlusStatus earlier && accepted() < earlier.accepted();
    }

    private long accepted() {
        return at(answers, List.of("connections", "accepted")) instanceof Long count ? count : 0;
    }

    /// What is at this path, or 0 as the official exporter has it for what is left out.
    static Object at(Object value, List<String> path) {
        Object found = value;
        for (String step : path) {
            if (!(found instanceof Map<?, ?> map)) {
                return 0L;
            }
            Object next = map.get(step);
            if (next == null) {
                return 0L;
            }
            found = next;
        }
        return found;
    }
}
