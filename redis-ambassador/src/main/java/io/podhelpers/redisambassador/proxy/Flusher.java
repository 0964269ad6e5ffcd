package io.podhelpers.redisambassador.proxy;

import java.util.ArrayList;
import java.util.concurrent.Executor;

/// One flush for each channel at the end of an event loop's pass, however many clients wrote to it.
///
/// Runs as the loop's task, which it does after all ready channels were read. Only touched on that loop.
final class Flusher implements Runnable {
    private final Executor loop;
    private final ArrayList<LaneHandler> marked = new ArrayList<>();
    private boolean scheduled;
    private long passNanos;

    Flusher(Executor loop) {
        this.loop = loop;
    }

    void mark(LaneHandler handler) {
        if (handler.marked) {
            return;
        }
        handler.marked = true;
        marked.add(handler);
        if (!scheduled) {
            scheduled = true;
            passNanos = System.nanoTime();
            loop.execute(this);
        }
    }

    /// The time, asked of the system once a pass.
    long now() {
        return scheduled ? passNanos : System.nanoTime();
    }

    @Override
    public void run() {
        for (int i = 0; i < marked.size(); i++) { // the end of one's pass may mark others
            LaneHandler next = marked.get(i);
            next.marked = false;
            next.endOfPass();
        }
        marked.clear();
        scheduled = false;
    }
}
