package io.podhelpers.redisambassador.config;

import org.jspecify.annotations.Nullable;

/// How to recognise the right server before the first client is let through: `expect:` of an environment.
///
/// @param runId the server's `run_id`, null if any
/// @param key a key that must exist, null if none
/// @param value what the key must hold
/// @param tlsName the name in the server's certificate, null if any
public record Expectation(
        @Nullable String runId,
        @Nullable String key,
        @Nullable String value,
        @Nullable String tlsName) {
    public static final Expectation NOTHING = new Expectation(null, null, null, null);
}
