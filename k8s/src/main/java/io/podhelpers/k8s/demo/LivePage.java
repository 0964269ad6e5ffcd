package io.podhelpers.k8s.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The page in the browser: a picture of the Pod, what flows through each helper now, the last minutes as plots, and
/// buttons that do something to it. On the loopback address only.
final class LivePage implements AutoCloseable {
    /// Without it a page from elsewhere could press the buttons.
    private static final String BUTTON_HEADER = "X-Podhelpers-Demo";

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
        page.server.createContext("/", page::answer);
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

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            switch (path) {
                case "/" -> send(exchange, 200, "text/html; charset=utf-8", resource("live.html"));
                case "/state.json" -> send(exchange, 200, "application/json", sampler.json());
                case "/do/push", "/do/requests", "/do/freeze", "/do/unfreeze" -> press(exchange, path);
                default -> send(exchange, 404, "text/plain", "not found\n");
            }
        }
    }

    private void press(HttpExchange exchange, String path) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")
                || exchange.getRequestHeaders().getFirst(BUTTON_HEADER) == null) {
            send(exchange, 403, "text/plain", "only from the page itself\n");
            return;
        }
        String result = switch (path) {
            case "/do/push" -> push();
            case "/do/requests" -> requests();
            case "/do/freeze" -> freeze(true);
            default -> freeze(false);
        };
        send(exchange, 200, "application/json", result);
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

    private static String resource(String name) throws IOException {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
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
