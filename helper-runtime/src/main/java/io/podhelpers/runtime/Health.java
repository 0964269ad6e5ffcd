package io.podhelpers.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Why the helper is not ready, or not alive, by name. Any thread.
///
/// Liveness asks only about this process (a stuck loop), never about somebody else's server: restarting a helper mends
/// no server.
public final class Health {
    private final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Optional<String>>> liveness = new ConcurrentHashMap<>();

    /// Adds a condition of readiness: the supplier gives what is missing, or nothing when it holds. Asked at each
    /// probe, must not block.
    public void readyWhen(String name, Supplier<Optional<String>> missing) {
        readiness.put(name, missing);
    }

    /// Adds a condition of liveness.
    public void aliveWhile(String name, Supplier<Optional<String>> fault) {
        liveness.put(name, fault);
    }

    public boolean isReady() {
        return reasons(readiness).isEmpty();
    }

    Map<String, String> notReady() {
        return reasons(readiness);
    }

    Map<String, String> notAlive() {
        return reasons(liveness);
    }

    private static Map<String, String> reasons(Map<String, Supplier<Optional<String>>> conditions) {
        return conditions.entrySet().stream()
                .flatMap(
                        condition -> condition.getValue().get().map(why -> Map.entry(condition.getKey(), why)).stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
