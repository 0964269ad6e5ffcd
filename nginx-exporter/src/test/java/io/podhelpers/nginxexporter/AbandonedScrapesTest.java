package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.hang;
import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Scrapes that nobody waits for any more.
final class AbandonedScrapesTest {
    private static final int SCRAPES = 1000;
    private static final long MEGABYTE = 1 << 20;

    @Test
    void leaveNoThreadNoConnectionAndNoMemoryBehind() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(hang());
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=500ms")) {
            abandon(exporter, 20);
            awaitQuiet(exporter);
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            long memory = usedAfterCollection();
            abandon(exporter, SCRAPES);
            awaitQuiet(exporter);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 5);
            assertThat(usedAfterCollection()).isLessThan(memory + 4 * MEGABYTE);
            assertThat(nginx.accepted())
                    .as("connections that nginx ever saw: one scrape at a time")
                    .isLessThan(SCRAPES / 4);
        }
    }

    @Test
    void manyAtOnceAreOneRequestToNginx() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        FakeNginx.Behaviour waits = (head, out, self) -> {
            asked.incrementAndGet();
            goOn.join();
            page(status(1, 1, 1, 1)).answer(head, out, self);
        };
        try (FakeNginx nginx = FakeNginx.onPort(waits);
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=60s")) {
            List<CompletableFuture<String>> scrapes = IntStream.range(0, 50)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> scrape(exporter), Thread::startVirtualThread))
                    .toList();
            Waiting.until("all are connected", () -> exporter.exporter().openConnections() == 50);
            goOn.complete(null);
            for (CompletableFuture<String> scrape : scrapes) {
                assertThat(scrape.join()).contains("nginx_up 1\n");
            }
            // one for those that were in time, at most a few for those whose request came after the answer
            assertThat(asked.get()).isLessThan(25);
        }
    }

    @Test
    void aLaterDeadlineOutlivesAnEarlierOne() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        FakeNginx.Behaviour firstHangs = (head, out, self) -> {
            if (asked.getAndIncrement() == 0) {
                self.awaitClose();
            }
            page(status(1, 1, 1, 1)).answer(head, out, self);
        };
        try (FakeNginx nginx = FakeNginx.onPort(firstHangs);
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=60s")) {
            CompletableFuture<String> hasty = CompletableFuture.supplyAsync(
                    () -> scrape(exporter, "X-Prometheus-Scrape-Timeout-Seconds", "2"), Thread::startVirtualThread);
            Waiting.until("nginx was asked", () -> asked.get() == 1);
            assertThat(scrape(exporter)).contains("nginx_up 1\n");
            assertThat(hasty.join()).contains("nginx_up 0\n");
        }
    }

    private static String scrape(RunningExporter exporter, String... headers) {
        try {
            return exporter.get("/metrics", headers).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static void abandon(RunningExporter exporter, int scrapes) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < scrapes; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), exporter.port());
            socket.getOutputStream().write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            sockets.add(socket);
            if (sockets.size() == 100) {
                closeAll(sockets);
            }
        }
        closeAll(sockets);
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private static void awaitQuiet(RunningExporter exporter) throws Exception {
        // connections are taken in their order: when this one is answered, all before it were taken
        assertThat(scrape(exporter)).contains("nginx_up 0\n");
        exporter.forgetConnections();
        Waiting.until("no connection is left", () -> exporter.exporter().openConnections() == 0);
        Waiting.until("nothing is watched", () -> exporter.exporter().watchedConnections() == 0);
    }

    @SuppressWarnings("SystemGc")
    private static long usedAfterCollection() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
