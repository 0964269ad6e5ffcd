package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.LocalUsers;
import io.podhelpers.redisambassador.config.UpstreamTls;
import io.podhelpers.redisambassador.resp.RequestLimits;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the data path behaves, whatever the upstream.
///
/// @param readPolicy which servers answer reads
/// @param consistency what reads are sure to see
/// @param maxLag a replica further behind gets no reads
/// @param zone our own zone, empty if unknown
/// @param rewriteReads whether what only reads is sent in a form that never writes, see [ReadOnlyForm]
/// @param allowAdmin whether commands that end or rearrange servers are let through
/// @param denied commands that are not, in the form of [CommandPlan#normalized]
/// @param limits of one request
/// @param inFlightCommands unanswered commands after which a client is not read any further
/// @param inFlightBytes the same in bytes of requests
/// @param maxClients connections beyond are refused
/// @param loops event loops
/// @param connectTimeout for a connection to a server
/// @param timeout how long a server may be silent while a reply is due
/// @param readTimeout the same where another server can answer as well
/// @param idleTimeout how long a client may be silent while nothing is due, zero for ever
/// @param database the number that clients start with
/// @param credentials as whom clients are let in by the servers, null if nothing is asked
/// @param tls towards the servers, null for plain TCP
/// @param local whom clients have to authenticate as, null to leave that to the server
public record ProxySettings(
        ReadPolicy readPolicy,
        Consistency consistency,
        Duration maxLag,
        String zone,
        boolean rewriteReads,
        boolean allowAdmin,
        Set<String> denied,
        RequestLimits limits,
        int inFlightCommands,
        int inFlightBytes,
        int maxClients,
        int loops,
        Duration connectTimeout,
        Duration timeout,
        Duration readTimeout,
        Duration idleTimeout,
        int database,
        @Nullable Credentials credentials,
        @Nullable UpstreamTls tls,
        @Nullable LocalUsers local) {

    public ProxySettings {
        denied = Set.copyOf(denied);
    }

    /// A command's name as the user may write it, `CONFIG SET` or `config|set`, in the form of `denied`.
    public static String commandName(String name) {
        return CommandPlan.normalized(name);
    }
}
