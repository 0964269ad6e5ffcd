package io.podhelpers.redisambassador.proxy;

import java.util.ArrayList;

/// The shared connections that rest because one client does not read its replies. Only touched on its event loop.
final class HeldUp {
    private final ArrayList<Backend> resting = new ArrayList<>(0);
    private long since;

    /// Lets a connection rest until the client has read.
    void add(Backend backend) {
        if (resting.isEmpty()) {
            since = System.nanoTime();
        }
        if (!resting.contains(backend)) {
            resting.add(backend);
            backend.readMore(false);
        }
    }

    void letGo() {
        resting.forEach(backend -> backend.readMore(true));
        resting.clear();
    }

    /// Whether others have waited for longer than that.
    boolean isLongerThan(long nanos, long now) {
        return !resting.isEmpty() && now - since > nanos;
    }
}
