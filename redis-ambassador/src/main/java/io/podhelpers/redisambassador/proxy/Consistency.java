package io.podhelpers.redisambassador.proxy;

import java.util.Locale;

/// What a client's reads are sure to see of writes.
public enum Consistency {
    /// Whatever the replica has.
    EVENTUAL,
    /// Reads do not overtake this client's own unanswered writes, nor its writes its unanswered reads.
    PIPELINE,
    /// Also: reads see every write this ambassador had passed on and got answered before.
    SESSION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
