package io.podhelpers.redisambassador.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A listener as a configuration file describes it.
///
/// @param users whom clients have to authenticate as, null to leave that to the options
/// @param options what it has of its own, by the options' names without dashes: `read-policy`
public record FileListener(
        String name,
        Endpoint endpoint,
        UpstreamSpec upstream,
        Map<String, String> options,
        @Nullable LocalUsers users) {
    public FileListener {
        options = Map.copyOf(options);
    }
}
