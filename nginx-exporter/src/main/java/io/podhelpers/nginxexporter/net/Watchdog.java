package io.podhelpers.nginxexporter.net;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what is overdue: the one way in which every blocking read, write and connect of this process is bounded.
///
/// A channel has no timed read for unix sockets, and a timeout per read does not bound a whole exchange. So the owner
/// watches the channel until a deadline, and at that time it is closed under whoever is blocked in it. One thread; it
/// sleeps until the earliest deadline, and a new watch wakes it only when that is earlier still. Any thread may call.
public final class Watchdog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
    private static final long ONE_HOUR_NANOS = 3_600_000_000_000L;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile long sleepUntil = System.nanoTime();
    private volatile boolean awake = true;
    /// A watch that the scan under way may have missed. The wake-up alone does not say so: closing a resource may park
    /// on a lock, and that uses it up.
    private volatile boolean news;
    private volatile boolean closed;

    /// One watched resource; closing the watch ends the watching, not the resource.
    public final class Watch implements AutoCloseable {
        private final Closeable resource;
        private volatile long deadline;
        private volatile boolean fired;

        private Watch(Closeable resource, long deadline) {
            this.resource = resource;
            this.deadline = deadline;
        }

        /// Moves the deadline, in terms of [System#nanoTime()].
        public void moveTo(long nanoTime) {
            deadline = nanoTime;
            wakeIfBefore(nanoTime);
        }

        /// Whether the deadline passed and the resource was closed.
        public boolean fired() {
            return fired;
        }

        @Override
        public void close() {
            watches.remove(this);
        }

        private void fire() {
            fired = true;
            watches.remove(this);
            try {
                resource.close();
            } catch (IOException e) {
                log.atDebug().setCause(e).log("an overdue connection does not close");
            }
        }
    }

    public Watchdog() {
        thread = Thread.ofPlatform().daemon().name("watchdog").start(this::run);
    }

    /// Closes the resource at that time unless the watch is closed before.
    ///
    /// @param deadline in terms of [System#nanoTime()]
    public Watch watch(Closeable resource, long deadline) {
        Watch watch = new Watch(resource, deadline);
        watches.add(watch);
        wakeIfBefore(deadline);
        return watch;
    }

    /// How many are watched now, for tests that nothing is left behind.
    public int watched() {
        return watches.size();
    }

    private void wakeIfBefore(long deadline) {
        if (awake || deadline - sleepUntil < 0) {
            news = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            // set before the scan: who adds a watch during it says so, and we scan again
            awake = true;
            news = false;
            long next = closeOverdue(System.nanoTime());
            sleepUntil = next;
            awake = false;
            if (!news) {
                LockSupport.parkNanos(this, next - System.nanoTime());
            }
        }
    }

    private long closeOverdue(long now) {
        long next = now + ONE_HOUR_NANOS;
        for (Watch watch : watches) {
            long deadline = watch.deadline;
            if (deadline - now <= 0) {
                watch.fire();
            } else if (deadline - next < 0) {
                next = deadline;
            }
        }
        return next;
    }

    /// Ends the thread; what is still watched stays open.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
