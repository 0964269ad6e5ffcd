package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.redisambassador.config.Environments;
import io.podhelpers.redisambassador.config.FileListener;
import io.podhelpers.redisambassador.config.ListenerTls;
import io.podhelpers.redisambassador.config.ListenersFile;
import io.podhelpers.redisambassador.config.LocalUsers;
import io.podhelpers.redisambassador.config.NutcrackerFile;
import io.podhelpers.redisambassador.config.RedisServers;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.config.UpstreamUri;
import io.podhelpers.redisambassador.proxy.Consistency;
import io.podhelpers.redisambassador.proxy.ReadPolicy;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/// Which listeners the options ask for: one, or those of a file; what a file says of a listener wins over the options.
///
/// @param files is told of all files that are read
record ListenerChoice(UpstreamOptions upstream, ClientOptions clients, Behaviour behaviour, Set<Path> files) {
    private static final String ONE = "default";

    List<ListenerConfig> listeners() {
        long given = Stream.of(upstream.upstream, upstream.redisServers, upstream.config)
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw new UserError("servers: " + (given == 0 ? "none given" : "given more than once")
                    + " (expected: one of --upstream, --redis-servers and --config)");
        }
        clients.addFiles(files);
        if (upstream.upstream != null) {
            return List.of(one(UpstreamUri.parse(upstream.upstream, "--upstream")));
        }
        if (upstream.redisServers != null) {
            return List.of(one(RedisServers.parse(upstream.redisServers, "--redis-servers")));
        }
        return inFile(Objects.requireNonNull(upstream.config));
    }

    private ListenerConfig one(UpstreamSpec spec) {
        UpstreamSpec chosen = spec instanceof UpstreamSpec.ByEnvironment choice ? choice.chosen() : spec;
        Endpoint usual = Endpoint.parse(
                chosen instanceof UpstreamSpec.Shards ? "127.0.0.1:6380" : "127.0.0.1:6379", "--listen-address");
        return listener(ONE, clients.listenAddress == null ? usual : clients.listenAddress, spec, Map.of(), null);
    }

    /// Ours, an environments file if the environment is named, else nutcracker's own configuration.
    private List<ListenerConfig> inFile(Path config) {
        files.add(config);
        if (ListenersFile.isOne(config)) {
            return all(config, ListenersFile.read(config, upstream.environment));
        }
        if (upstream.environment != null) {
            return List.of(one(Environments.choose(config, upstream.environment)));
        }
        return all(
                config,
                NutcrackerFile.read(config).stream()
                        .map(NutcrackerFile::listener)
                        .toList());
    }

    private List<ListenerConfig> all(Path config, List<FileListener> listeners) {
        Endpoint own = clients.listenAddress;
        if (own != null && listeners.size() > 1) {
            throw new UserError("--listen-address: " + own + " (expected: none, " + config + " has " + listeners.size()
                    + " listeners)");
        }
        return listeners.stream()
                .map(from -> listener(
                        from.name(),
                        own == null ? from.endpoint() : own,
                        from.upstream(),
                        from.options(),
                        from.users()))
                .toList();
    }

    private ListenerConfig listener(
            String name,
            Endpoint endpoint,
            UpstreamSpec spec,
            Map<String, String> options,
            @Nullable LocalUsers itsUsers) {
        UpstreamSpec servers = new UpstreamEntry(upstream, options, files).into(spec);
        ListenerTls tls = tls(name, options);
        return new ListenerConfig(
                name,
                endpoint,
                tls,
                servers,
                itsUsers == null ? users(name, options) : itsUsers,
                behaviour(name, options),
                Certificates.of(tls, servers.access().tls()));
    }

    private @Nullable ListenerTls tls(String name, Map<String, String> options) {
        if (options.keySet().stream().noneMatch(option -> option.startsWith("tls-"))) {
            return clients.tls();
        }
        ListenerTls tls = ListenerTls.of(
                path(options, "tls-cert-file"),
                path(options, "tls-key-file"),
                path(options, "tls-client-ca-file"),
                name + ".");
        if (tls != null) {
            files.addAll(tls.files());
        }
        return tls;
    }

    private @Nullable LocalUsers users(String name, Map<String, String> options) {
        Path passwordFile = path(options, "password-file");
        Path usersFile = path(options, "users-file");
        if (passwordFile == null && usersFile == null) {
            return clients.users();
        }
        files.add(passwordFile == null ? Objects.requireNonNull(usersFile) : passwordFile);
        return ClientOptions.users(name + ".", options.getOrDefault("user", "default"), passwordFile, usersFile);
    }

    private static @Nullable Path path(Map<String, String> options, String name) {
        String text = options.get(name);
        return text == null ? null : Path.of(text);
    }

    private Behaviour behaviour(String name, Map<String, String> options) {
        try {
            Behaviour own = behaviour;
            String policy = options.get("read-policy");
            String consistency = options.get("consistency");
            String denied = options.get("deny-commands");
            own = policy == null ? own : own.with(Words.constant(ReadPolicy.class, policy));
            own = consistency == null ? own : own.with(Words.constant(Consistency.class, consistency));
            own = denied == null ? own : own.withDenied(Words.list(denied));
            return own.withTimeouts(
                    duration(options, "connect-timeout", own.patience().connect()),
                    duration(options, "timeout", own.patience().answer()));
        } catch (TypeConversionException | IllegalArgumentException e) {
            throw new UserError("listener '" + name + "': " + e.getMessage(), e);
        }
    }

    private static Duration duration(Map<String, String> options, String name, Duration otherwise) {
        String text = options.get(name);
        return text == null ? otherwise : Durations.parse(text);
    }
}
