package io.podhelpers.k8s.demo;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/// Hears Ctrl-C and `kill`: ends the wait of who waits for it, or else does what it was told to do instead.
final class CtrlC {
    private final CountDownLatch pressed = new CountDownLatch(1);
    private volatile boolean awaited;

    /// What to do when nobody waits.
    void otherwise(Runnable action) {
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), _ -> {
                pressed.countDown();
                if (!awaited) {
                    action.run();
                }
            });
        }
    }

    void await() {
        awaited = true;
        try {
            pressed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
