package io.podhelpers.redisambassador.proxy;

import java.util.Locale;

/// Which servers answer reads.
public enum ReadPolicy {
    /// The primary alone.
    PRIMARY,
    /// A replica; the primary when no replica is fit.
    PREFER_REPLICA,
    /// A replica; an error when none is fit.
    REPLICA,
    /// The server, replica or primary, that answers fastest.
    NEAREST,
    /// A replica of our own zone, else any replica, else the primary.
    ZONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
