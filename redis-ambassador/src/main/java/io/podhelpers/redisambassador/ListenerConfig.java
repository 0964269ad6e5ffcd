package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.redisambassador.config.ListenerTls;
import io.podhelpers.redisambassador.config.LocalUsers;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.Credentials;
import io.podhelpers.redisambassador.proxy.ProxySettings;
import io.podhelpers.redisambassador.resp.RequestLimits;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One listener: where clients connect, who is let in, what is behind it, and how they are treated.
///
/// @param name for messages
/// @param tls null for plain bytes
/// @param users whom clients have to authenticate as, null to leave that to the servers
/// @param certificates a number that changes when one of the PEM files does
record ListenerConfig(
        String name,
        Endpoint endpoint,
        @Nullable ListenerTls tls,
        UpstreamSpec upstream,
        @Nullable LocalUsers users,
        Behaviour behaviour,
        int certificates) {

    /// The servers themselves, whatever chose them.
    UpstreamSpec servers() {
        return upstream instanceof UpstreamSpec.ByEnvironment environment ? environment.chosen() : upstream;
    }

    private int maxClients(AmbassadorConfig process) {
        int own =
                servers() instanceof UpstreamSpec.Shards shards ? shards.pool().clientConnections() : 0;
        return own == 0 ? process.maxClients() : Math.min(own, process.maxClients());
    }

    /// What the data path needs to know; reads the password as of now.
    ProxySettings settings(AmbassadorConfig process) {
        UpstreamAccess access = upstream.access();
        String password = access.currentPassword();
        return new ProxySettings(
                behaviour.reads().policy(),
                behaviour.reads().consistency(),
                behaviour.reads().maxLag(),
                behaviour.reads().zone(),
                behaviour.reads().rewrite(),
                behaviour.permissions().allowAdmin(),
                behaviour.permissions().denied().stream()
                        .map(ProxySettings::commandName)
                        .collect(Collectors.toSet()),
                new RequestLimits(
                        behaviour.limits().maxArguments(),
                        behaviour.limits().maxArgumentBytes().asInt(),
                        RequestLimits.OF_REDIS.inlineBytes()),
                behaviour.limits().maxInFlight(),
                behaviour.limits().maxInFlightBytes().asInt(),
                maxClients(process),
                process.loops(),
                behaviour.patience().connect(),
                behaviour.patience().answer(),
                behaviour.patience().read(),
                behaviour.patience().idle(),
                access.database(),
                password == null ? null : new Credentials(access.user(), password),
                access.tls(),
                users);
    }
}
