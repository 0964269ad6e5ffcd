package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.config.UpstreamSpec;
import io.podhelpers.redisambassador.proxy.Consistency;
import io.podhelpers.redisambassador.proxy.ReadPolicy;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the user asked for, validated; the command's options say what each means.
record AmbassadorConfig(
        UpstreamSpec upstream,
        ListenAddress listen,
        ListenAddress admin,
        ReadPolicy readPolicy,
        Consistency consistency,
        Duration maxLag,
        String zone,
        @Nullable Password password,
        boolean allowAdmin,
        List<String> denied,
        int maxClients,
        int maxInFlight,
        ByteSize maxInFlightBytes,
        ByteSize maxArgumentBytes,
        int maxArguments,
        Duration connectTimeout,
        Duration timeout,
        int loops) {

    /// Whom clients have to authenticate as; the file is read again each time.
    record Password(String user, Path file) {}

    AmbassadorConfig {
        denied = List.copyOf(denied);
        atLeast("--max-clients", maxClients, 1);
        atLeast("--max-in-flight", maxInFlight, 1);
        atLeast("--max-arguments", maxArguments, 1);
        between("--loops", loops, 1, 64);
        between("--max-in-flight-bytes", maxInFlightBytes.bytes(), 1024, 1L << 30);
        between("--max-argument-bytes", maxArgumentBytes.bytes(), 1024, 512L << 20);
        positive("--max-lag", maxLag);
        positive("--connect-timeout", connectTimeout);
        positive("--timeout", timeout);
        if (readPolicy == ReadPolicy.ZONE && zone.isEmpty()) {
            throw new UserError("--zone: '' (expected: the name of our zone, for --read-policy zone)");
        }
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UserError(option + ": " + value + " (expected: " + least + " or more)");
        }
    }

    private static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UserError(option + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    private static void positive(String option, Duration value) {
        if (value.toMillis() < 1) {
            throw new UserError(option + ": " + Durations.format(value) + " (expected: 1ms or more)");
        }
    }
}
