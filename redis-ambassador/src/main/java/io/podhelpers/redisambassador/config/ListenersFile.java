package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Our own configuration file: several listeners in one process, each with an upstream.
///
/// ```yaml
/// listeners:
///   cache:
///     listen: 127.0.0.1:6379
///     upstream: redis://cache:6379
///     consistency: eventual
///   sessions:
///     listen: /run/redis/sessions.sock 0660
///     environments:
///       test: redis://redis-test
///       production: {upstream: redis-sentinel://s1,s2/sessions, expect: {key: environment, value: production}}
///   shards:
///     listen: 127.0.0.1:6380
///     servers: a:6379:1 b:6379:1
/// ```
///
/// A listener whose `servers` are a list is a pool with nutcracker's keys.
public final class ListenersFile {
    private static final String ROOT = "listeners";

    /// What a listener may have of its own instead of the command line's.
    public static final Set<String> OPTIONS = Set.of(
            "read-policy",
            "consistency",
            "deny-commands",
            "timeout",
            "connect-timeout",
            "password-file",
            "user",
            "users-file",
            "upstream-user",
            "upstream-tls",
            "upstream-password-file",
            "tls-cert-file",
            "tls-key-file",
            "tls-client-ca-file");

    private ListenersFile() {}

    /// Whether a file is one of ours, and not nutcracker's or one of environments.
    public static boolean isOne(Path file) {
        Map<String, Object> top = YamlFile.read(file);
        return top.get(ROOT) instanceof Map<?, ?> listeners
                && listeners.values().stream().allMatch(Map.class::isInstance);
    }

    /// The listeners in the order of the file.
    ///
    /// @param environment as given by `AMBASSADOR_ENVIRONMENT`, null if it is not
    /// @throws UserError if anything in the file is wrong
    public static List<FileListener> read(Path file, @Nullable String environment) {
        Map<String, Object> top = YamlFile.read(file);
        if (top.size() > 1) {
            Set<String> others = new TreeSet<>(top.keySet());
            others.remove(ROOT);
            throw new UserError(file + ": " + others + " beside listeners (expected: listeners alone)");
        }
        List<FileListener> listeners = new ArrayList<>();
        YamlFile.mapping(top.getOrDefault(ROOT, ""), file + ": " + ROOT)
                .forEach((name, value) -> listeners.add(
                        listener(name, YamlFile.mapping(value, file + ": " + name), file + ": " + name, environment)));
        if (listeners.isEmpty()) {
            throw new UserError(file + ": no listeners (expected: one at least)");
        }
        return listeners;
    }

    private static FileListener listener(
            String name, Map<String, Object> fields, String where, @Nullable String environment) {
        if (fields.get("servers") instanceof List<?>) {
            return pool(name, fields, where);
        }
        Map<String, String> options = new HashMap<>();
        List<UpstreamSpec> upstreams = new ArrayList<>();
        Map<String, Object> choices = new LinkedHashMap<>();
        Endpoint endpoint = null;
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            switch (field.getKey()) {
                case "listen" -> endpoint = Endpoint.parse(Environments.text(field, where), where + ".listen");
                case "upstream", "servers", "expect" -> choices.put(field.getKey(), field.getValue());
                case "environments" ->
                    upstreams.add(Environments.choose(
                            YamlFile.mapping(field.getValue(), where + ".environments"),
                            named(environment, where),
                            where + ".environments"));
                default -> options.put(option(field.getKey(), where), Environments.text(field, where));
            }
        }
        if (!choices.isEmpty()) {
            upstreams.add(Environments.environment("", choices, where));
        }
        if (upstreams.size() != 1) {
            throw new UserError(where + ": " + (upstreams.isEmpty() ? "no servers" : "servers twice")
                    + " (expected: one of upstream, servers and environments)");
        }
        if (endpoint == null) {
            throw new UserError(where + ": no listen (expected: listen: 127.0.0.1:6379)");
        }
        return new FileListener(name, endpoint, upstreams.getFirst(), options, null);
    }

    private static String named(@Nullable String environment, String where) {
        if (environment == null) {
            throw new UserError(where + ".environments: which one is not said (expected: --environment)");
        }
        return environment;
    }

    private static String option(String name, String where) {
        if (!OPTIONS.contains(name)) {
            Set<String> known = new TreeSet<>(OPTIONS);
            known.addAll(Set.of("listen", "upstream", "servers", "environments", "expect"));
            throw new UserError(where + ": '" + name + "' (expected: one of " + known + ")");
        }
        return name;
    }

    private static FileListener pool(String name, Map<String, Object> fields, String where) {
        return NutcrackerFile.listener(NutcrackerFile.pool(name, fields, where));
    }
}
