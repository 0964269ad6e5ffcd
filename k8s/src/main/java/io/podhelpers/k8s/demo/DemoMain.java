package io.podhelpers.k8s.demo;

import io.podhelpers.runtime.log.LogFormat;
import io.podhelpers.runtime.log.Logging;
import io.podhelpers.testcontainers.pod.PodException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.slf4j.event.Level;

/// `make demo`: starts the example with all four helpers, walks through it, and stays with a live page until Ctrl-C;
/// with `--once` it ends by itself, with exit code 1 if anything that it showed was not true.
public final class DemoMain {
    private static final int DEFAULT_PORT = 8899;
    private static final int INTERRUPTED = 130;

    private DemoMain() {}

    public static void main(String[] args) {
        List<String> words = Arrays.asList(args);
        if (!List.of("--once").containsAll(words)) {
            System.err.println("demo: " + String.join(" ", words) + " (expected: nothing, or --once)");
            System.exit(2);
        }
        boolean colours = System.getenv("PODHELPERS_DEMO_COLOURS") != null && System.getenv("NO_COLOR") == null;
        Logging.configure(Level.ERROR, LogFormat.LOGFMT); // the libraries' advice is for developers
        Console console = new Console(System.out, colours);
        System.exit(run(console, words.contains("--once")) ? 0 : 1);
    }

    private static boolean run(Console console, boolean once) {
        Instant begin = Instant.now();
        CtrlC ctrlC = new CtrlC();
        try (DemoPods pods = new DemoPods(Path.of("k8s", "all-four"))) {
            ctrlC.otherwise(() -> {
                pods.removeAll();
                System.exit(INTERRUPTED);
            });
            console.title("podhelpers: four helpers in one Pod");
            console.step("Start the Pods of k8s/all-four on the local container engine");
            pods.set().withProgress(console::progress).start();
            Tour tour = new Tour(pods, console);
            tour.run();
            show(console, pods, once, ctrlC);
            tour.end();
        } catch (PodException e) {
            console.check(false, String.valueOf(e.getMessage()));
        }
        return console.summary(Duration.between(begin, Instant.now()));
    }

    private static void show(Console console, DemoPods pods, boolean once, CtrlC ctrlC) {
        console.step("Live");
        try (LivePage page = LivePage.start(pods, once ? 0 : DEFAULT_PORT)) {
            page.showsAllFour(console);
            if (!once) {
                console.fact("open " + page.url() + " (nginx itself: " + pods.webUrl() + ")");
                console.fact("Ctrl-C ends it");
                ctrlC.await();
            }
        }
    }
}
