package io.podhelpers.k8s.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The page in the browser: a picture of the Pod, what flows through each helper now, the last minutes as plots, and
/// buttons that do something to it. On the loopback address only.
final class LivePage implements AutoCloseable {
    private static final int MANY_REQUESTS = 200;
    private static final String FROZEN = "redis-replica-1";

    private final DemoPods pods;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Sampler sampler;
    private final Traffic traffic;

    private LivePage(DemoPods pods, HttpServer server) {
        this.pods = pods;
        this.server = server;
        sampler = new Sampler(pods);
        traffic = new Traffic(pods);
    }

    /// Serves the page on the port, or on any free one when somebody has it.
    static LivePage start(DemoPods pods, int port) {
        LivePage page = new LivePage(pods, bind(port));
        page.server.setExecutor(page.threads);
        page.server.createContext("/", new PageHandler(page.sampler::json, page.buttons()));
        page.server.start();
        page.sampler.start();
        page.traffic.start();
        return page;
    }

    private static HttpServer bind(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            try {
                return HttpServer.create(new InetSocketAddress(loopback, port), 0);
            } catch (BindException e) {
                return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot serve the live page", e);
        }
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    private Map<String, Supplier<String>> buttons() {
        return Map.of(
                "push",
                this::push,
                "requests",
                this::requests,
                "freeze",
                () -> freeze(true),
                "unfreeze",
                () -> freeze(false));
    }

    private String push() {
        String page = "<h1>pushed at " + Instant.now() + "</h1>";
        String hash = pods.push(page);
        long published = Waiting.until(() -> pods.page("/"), text -> text.contains(page))
                .map(took -> took.toMillis())
                .orElse(-1L);
        sampler.pushed(hash, published);
        return Json.of(Map.of("hash", hash, "publishedAfterMillis", published));
    }

    private String requests() {
        for (int request = 0; request < MANY_REQUESTS; request++) {
            pods.page("/?request=" + request);
        }
        return Json.of(Map.of("requests", MANY_REQUESTS));
    }

    private String freeze(boolean frozen) {
        if (frozen) {
            pods.set().pod(FROZEN).freeze("redis");
        } else {
            pods.set().pod(FROZEN).unfreeze("redis");
        }
        return Json.of(Map.of("frozen", frozen));
    }

    /// Looks at the page's data as a browser would.
    void showsAllFour(Console console) {
        boolean allUp = Waiting.until(
                        sampler::json,
                        json -> DemoPods.ADMIN_PORTS.keySet().stream()
                                .allMatch(helper -> json.contains("\"up:" + helper + "\":1.0")))
                .isPresent();
        console.check(allUp, "the live page hears from all four helpers");
    }

    @Override
    public void close() {
        traffic.close();
        sampler.close();
        server.stop(0);
        threads.close();
    }
}
