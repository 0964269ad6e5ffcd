package io.podhelpers.redisambassador;

import io.podhelpers.redisambassador.proxy.Consistency;
import io.podhelpers.redisambassador.proxy.ReadPolicy;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.time.Duration;
import java.util.List;

/// How a listener treats its clients and servers, validated; the command's options say what each means.
record Behaviour(Reads reads, Permissions permissions, Limits limits, Patience patience) {

    /// Which servers answer reads.
    record Reads(ReadPolicy policy, Consistency consistency, Duration maxLag, String zone, boolean rewrite) {
        Reads {
            positive("--max-lag", maxLag);
            if (policy == ReadPolicy.ZONE && zone.isEmpty()) {
                throw new UserError("--zone: '' (expected: the name of our zone, for --read-policy zone)");
            }
        }

        Reads with(ReadPolicy other) {
            return new Reads(other, consistency, maxLag, zone, rewrite);
        }

        Reads with(Consistency other) {
            return new Reads(policy, other, maxLag, zone, rewrite);
        }
    }

    /// Which commands are let through.
    record Permissions(boolean allowAdmin, List<String> denied) {
        Permissions {
            denied = List.copyOf(denied);
        }
    }

    /// Of one client.
    record Limits(int maxInFlight, ByteSize maxInFlightBytes, ByteSize maxArgumentBytes, int maxArguments) {
        Limits {
            atLeast("--max-in-flight", maxInFlight, 1);
            atLeast("--max-arguments", maxArguments, 1);
            between("--max-in-flight-bytes", maxInFlightBytes.bytes(), 1024, 1L << 30);
            between("--max-argument-bytes", maxArgumentBytes.bytes(), 1024, 512L << 20);
        }
    }

    /// How long servers, and clients, may be silent.
    ///
    /// @param idle zero for ever
    record Patience(Duration connect, Duration answer, Duration read, Duration idle) {
        Patience {
            positive("--connect-timeout", connect);
            positive("--timeout", answer);
            positive("--read-timeout", read);
            if (idle.isNegative()) {
                throw new UserError("--idle-timeout: " + Durations.format(idle) + " (expected: 0s or more)");
            }
        }
    }

    static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UserError(option + ": " + value + " (expected: " + least + " or more)");
        }
    }

    static void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UserError(option + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    private static void positive(String option, Duration value) {
        if (value.toMillis() < 1) {
            throw new UserError(option + ": " + Durations.format(value) + " (expected: 1ms or more)");
        }
    }

    Behaviour with(ReadPolicy policy) {
        return new Behaviour(reads.with(policy), permissions, limits, patience);
    }

    Behaviour with(Consistency level) {
        return new Behaviour(reads.with(level), permissions, limits, patience);
    }

    Behaviour withDenied(List<String> commands) {
        return new Behaviour(reads, new Permissions(permissions.allowAdmin(), commands), limits, patience);
    }

    /// @param connecting how long a connection to a server may take
    /// @param answering how long a server may be silent
    Behaviour withTimeouts(Duration connecting, Duration answering) {
        Patience other = new Patience(connecting, answering, patience.read(), patience.idle());
        return new Behaviour(reads, permissions, limits, other);
    }
}
