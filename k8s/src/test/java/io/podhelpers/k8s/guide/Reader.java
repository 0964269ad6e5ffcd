package io.podhelpers.k8s.guide;

import io.podhelpers.k8s.guide.Guide.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Types a guide's commands one after the other and looks whether they print what the guide shows.
///
/// A command that only looks is typed again for a while, as a reader would; every other must be right at once.
final class Reader {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(Reader.class);

    private final Shell shell;

    Reader(Shell shell) {
        this.shell = shell;
    }

    void follow(Guide guide) throws IOException {
        for (Step step : guide.steps()) {
            follow(step);
        }
    }

    private void follow(Step step) throws IOException {
        log.atInfo().addKeyValue("at", step.where()).log(step.command());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Shell.Result result = shell.run(step.command());
        while (!asShown(step, result)) {
            if (!step.onlyLooks() || System.nanoTime() > deadline) {
                throw new AssertionError(step.where() + ": " + step.command() + "\n-- shown:\n"
                        + String.join("\n", step.shown()) + "\n-- printed (exit code " + result.exitCode() + "):\n"
                        + result.printed());
            }
            pause();
            result = shell.run(step.command());
        }
        log.atDebug().addKeyValue("printed", result.printed()).log("as shown");
    }

    /// What is not shown to fail must not fail, and a block without output promises none.
    private static boolean asShown(Step step, Shell.Result result) {
        if (step.inBackground()) {
            return result.exitCode() == 0;
        }
        return step.showsOutput() ? Shown.matches(step.shown(), result.printed()) : result.exitCode() == 0;
    }

    private static void pause() {
        try {
            if (new CountDownLatch(1).await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this latch down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
