package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the user asked for, validated; the command's options say what each means.
///
/// @param stats where nutcracker's statistics are served, null: nowhere
/// @param maxClients of all listeners together
/// @param files that were read, and are read again when one changes
record AmbassadorConfig(
        List<ListenerConfig> listeners,
        ListenAddress admin,
        @Nullable ListenAddress stats,
        int maxClients,
        int loops,
        Set<Path> files) {

    AmbassadorConfig {
        listeners = List.copyOf(listeners);
        files = Set.copyOf(files);
        Behaviour.atLeast("--max-clients", maxClients, 1);
        Behaviour.between("--loops", loops, 1, 64);
        Map<Endpoint, String> names = new HashMap<>();
        for (ListenerConfig listener : listeners) {
            String other = names.put(listener.endpoint(), listener.name());
            if (other != null && !isAnyPort(listener.endpoint())) {
                throw new UserError("listeners '" + other + "' and '" + listener.name() + "' are both on "
                        + listener.endpoint() + " (expected: one on each address)");
            }
        }
    }

    private static boolean isAnyPort(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Tcp tcp && tcp.address().port() == 0;
    }
}
