package io.podhelpers.k8s.demo;

import com.github.dockerjava.api.exception.DockerException;
import io.podhelpers.testcontainers.pod.PodException;
import java.time.Duration;

/// A little life for the live page: visitors of the web server, some of them lost, and reads of the application.
final class Traffic implements AutoCloseable {
    private static final Duration BETWEEN_VISITS = Duration.ofMillis(200);
    private static final int EVERY_LOST = 7;
    private static final int MORE_VISITS_FOR = 50;

    private final DemoPods pods;
    private volatile boolean ended;

    Traffic(DemoPods pods) {
        this.pods = pods;
    }

    void start() {
        Thread.ofVirtual().name("visitors").start(this::visit);
        Thread.ofVirtual().name("application").start(this::read);
    }

    private void visit() {
        for (int visit = 1; !ended; visit++) {
            pods.page(visit % EVERY_LOST == 0 ? "/lost-page" : "/");
            // comes in waves, so that the plots have something to show
            boolean busy = visit / MORE_VISITS_FOR % 2 == 1;
            Waiting.pause(busy ? BETWEEN_VISITS.dividedBy(4) : BETWEEN_VISITS);
        }
    }

    private void read() {
        while (!ended) {
            try {
                pods.redis("-r", "20", "-i", "0.1", "get", "visits");
            } catch (DockerException | PodException | IllegalStateException e) {
                ended = true;
            }
        }
    }

    @Override
    public void close() {
        ended = true;
    }
}
