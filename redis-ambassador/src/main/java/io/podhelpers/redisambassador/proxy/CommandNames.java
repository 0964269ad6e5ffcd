package io.podhelpers.redisambassador.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers for command names that stay the same when the table is replaced; 0 is every unknown name. Any thread.
final class CommandNames {
    static final int UNKNOWN = 0;
    private static final int MOST = 8000; // modules may bring many, but a tally keeps them in a short

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>(List.of("unknown"));

    synchronized int number(String name) {
        if (names.size() >= MOST) {
            return numbers.getOrDefault(name, UNKNOWN);
        }
        return numbers.computeIfAbsent(name, added -> {
            names.add(added);
            return names.size() - 1;
        });
    }

    synchronized List<String> all() {
        return List.copyOf(names);
    }
}
