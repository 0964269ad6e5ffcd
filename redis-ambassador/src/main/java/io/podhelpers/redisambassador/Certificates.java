package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.ListenerTls;
import io.podhelpers.redisambassador.config.UpstreamTls;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whether PEM files still hold what they held: certificates are renewed in place.
final class Certificates {
    private Certificates() {}

    /// A number that changes with what the files hold.
    static int of(@Nullable ListenerTls towardsClients, @Nullable UpstreamTls towardsServers) {
        int sum = 0;
        if (towardsClients != null) {
            sum = 31 * sum + hash(towardsClients.certificateFile());
            sum = 31 * sum + hash(towardsClients.keyFile());
            sum = 31 * sum + hash(towardsClients.clientCaFile());
        }
        if (towardsServers != null) {
            sum = 31 * sum + hash(towardsServers.caFile());
            sum = 31 * sum + hash(towardsServers.certificateFile());
            sum = 31 * sum + hash(towardsServers.keyFile());
        }
        return sum;
    }

    private static int hash(@Nullable Path file) {
        if (file == null) {
            return 0;
        }
        try {
            return Arrays.hashCode(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError(
                    "cannot read " + file + ": " + e.getClass().getSimpleName() + " (expected: a readable PEM file)",
                    e);
        }
    }
}
