package io.podhelpers.redisambassador.config;

/// What only the user can know about a server: `?zone.HOST=eu-1&weight.HOST=2` of an upstream.
///
/// @param zone empty if unknown
/// @param weight its share of the reads, 0 for none
public record NodeTraits(String zone, int weight) {
    public static final NodeTraits NONE = new NodeTraits("", 1);
}
