package io.podhelpers.k8s.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.podhelpers.k8s.demo.Browser.Page;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens the demonstration's page in a real browser, with what `make demo` once said (`state.json`). What is looked at
/// stands in `check.js`, which runs in the browser.
final class LivePageIT {
    private static final String UP = "\"up:redis-replica-1\":1.0";

    private final List<String> pressed = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private volatile boolean hung;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        String recorded = resource("state.json");
        server.createContext(
                "/", new PageHandler(() -> hung ? recorded.replace(UP, UP.replace('1', '0')) : recorded, buttons()));
        serveFile("/check.html", "text/html");
        serveFile("/check.js", "text/javascript");
        server.start();
    }

    private Map<String, Supplier<String>> buttons() {
        return Map.of(
                "push", () -> press("push"),
                "requests", () -> press("requests"),
                "freeze", () -> press("freeze"),
                "unfreeze", () -> press("unfreeze"));
    }

    private String press(String button) {
        pressed.add(button);
        hung = button.equals("freeze");
        return "{}";
    }

    private void serveFile(String name, String type) {
        server.createContext(name, exchange -> {
            byte[] bytes = resource(name.substring(1)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = LivePageIT.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void showsTheHelpersTheFlowsAndThePlotsAtEveryWidthWithoutAnError(@TempDir Path folder)
            throws IOException, InterruptedException {
        Page page = new Browser(folder)
                .open("http://localhost:" + server.getAddress().getPort() + "/check.html");

        assertThat(page.console()).isEmpty();
        assertThat(page.dom()).contains("<pre id=\"report\">looked at 1280, 900, 700, 390, 340</pre>");
        assertThat(pressed).containsExactly("push", "requests", "freeze", "unfreeze");
    }
}
