package io.podhelpers.redisambassador;

import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Netty's detector of buffers that nobody released, which also keeps what it reports for [LeakExtension].
///
/// Netty makes it by the system property `io.netty.customResourceLeakDetector`, for each kind of resource.
public final class LeakCounter<T> extends ResourceLeakDetector<T> {
    private static final Queue<String> REPORTED = new ConcurrentLinkedQueue<>();

    public LeakCounter(Class<T> type, int samplingInterval) {
        super(type, samplingInterval);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        super.reportTracedLeak(type, records);
        REPORTED.add(type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        super.reportUntracedLeak(type);
        REPORTED.add(type);
    }

    static Queue<String> reported() {
        return REPORTED;
    }

    /// What was reported since the last call, so that one leak fails one test class and not all that follow.
    static List<String> takeReported() {
        List<String> taken = new ArrayList<>();
        for (String report = REPORTED.poll(); report != null; report = REPORTED.poll()) {
            taken.add(report);
        }
        return taken;
    }
}
