package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the environments file: for each name an upstream, and what to expect there.
///
/// ```yaml
/// test: redis://redis-test:6379
/// production:
///   upstream: redis-sentinel://s1:26379,s2:26379/mymaster
///   expect:
///     key: environment
///     value: production
/// ```
public final class Environments {
    private static final Set<String> EXPECTATIONS = Set.of("run-id", "key", "value", "tls-name");

    private Environments() {}

    /// The upstream of the environment of that name.
    ///
    /// @param name as given by `AMBASSADOR_ENVIRONMENT`
    /// @throws UserError if the file does not know it or is itself wrong anywhere
    public static UpstreamSpec.ByEnvironment choose(Path file, String name) {
        return choose(YamlFile.read(file), name, file.toString());
    }

    static UpstreamSpec.ByEnvironment choose(Map<String, Object> environments, String name, String where) {
        UpstreamSpec.ByEnvironment chosen = null;
        for (Map.Entry<String, Object> entry : environments.entrySet()) {
            // all are read: a mistake in production's is to be found in test
            UpstreamSpec.ByEnvironment environment =
                    environment(entry.getKey(), entry.getValue(), where + ": " + entry.getKey());
            if (entry.getKey().equals(name)) {
                chosen = environment;
            }
        }
        if (chosen == null) {
            throw new UserError("environment '" + name + "' is not in " + where + " (expected: "
                    + (environments.isEmpty() ? "at least one" : "one of " + new TreeSet<>(environments.keySet()))
                    + ")");
        }
        return chosen;
    }

    static UpstreamSpec.ByEnvironment environment(String name, Object value, String where) {
        if (value instanceof String uri) {
            return new UpstreamSpec.ByEnvironment(name, UpstreamUri.parse(uri, where), Expectation.NOTHING);
        }
        Map<String, Object> fields = YamlFile.mapping(value, where);
        Expectation expected = Expectation.NOTHING;
        UpstreamSpec upstream = null;
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            switch (field.getKey()) {
                case "upstream" -> upstream = UpstreamUri.parse(text(field, where), where + ".upstream");
                case "servers" -> upstream = RedisServers.parse(text(field, where), where + ".servers");
                case "expect" -> expected = expectation(field.getValue(), where + ".expect");
                default ->
                    throw new UserError(where + ": '" + field.getKey() + "' (expected: upstream, servers, expect)");
            }
        }
        if (upstream == null) {
            throw new UserError(where + ": no upstream (expected: upstream: redis://host:6379)");
        }
        if (upstream instanceof UpstreamSpec.Shards && !expected.equals(Expectation.NOTHING)) {
            throw new UserError(where + ".expect: for shards (expected: expect only with upstream)");
        }
        return new UpstreamSpec.ByEnvironment(name, withTlsName(upstream, expected, where), expected);
    }

    private static Expectation expectation(Object value, String where) {
        Map<String, Object> fields = YamlFile.mapping(value, where);
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            if (!EXPECTATIONS.contains(field.getKey())) {
                throw new UserError(
                        where + ": '" + field.getKey() + "' (expected: " + new TreeSet<>(EXPECTATIONS) + ")");
            }
            text(field, where);
        }
        if (fields.isEmpty() || fields.containsKey("key") != fields.containsKey("value")) {
            throw new UserError(
                    where + ": " + new TreeSet<>(fields.keySet()) + " (expected: run-id, key with value, or tls-name)");
        }
        return new Expectation(
                optional(fields, "run-id"),
                optional(fields, "key"),
                optional(fields, "value"),
                optional(fields, "tls-name"));
    }

    private static @Nullable String optional(Map<String, Object> fields, String name) {
        return fields.containsKey(name) ? String.valueOf(fields.get(name)) : null;
    }

    private static UpstreamSpec withTlsName(UpstreamSpec upstream, Expectation expected, String where) {
        String name = expected.tlsName();
        if (name == null) {
            return upstream;
        }
        UpstreamTls tls = upstream.access().tls();
        if (tls == null) {
            throw new UserError(
                    where + ".expect: tls-name '" + name + "' without TLS (expected: a rediss:// upstream)");
        }
        return upstream.with(upstream.access().withTls(tls.withServerName(name)));
    }

    static String text(Map.Entry<String, Object> field, String where) {
        if (field.getValue() instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new UserError(where + "." + field.getKey() + ": '" + field.getValue() + "' (expected: text)");
    }
}
