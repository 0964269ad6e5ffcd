package io.podhelpers.k8s.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers a browser: the page's own files, `/state.json` for what it shows, `/do/<button>` for a button pressed.
final class PageHandler implements HttpHandler {
    /// Without it a page from elsewhere could press the buttons.
    private static final String BUTTON_HEADER = "X-Podhelpers-Demo";

    private static final Map<String, String> FILES = Map.of(
            "live.html", "text/html",
            "live.css", "text/css",
            "picture.js", "text/javascript",
            "plots.js", "text/javascript",
            "live.js", "text/javascript");

    private final Supplier<String> state;
    private final Map<String, Supplier<String>> buttons;

    /// @param buttons what each does, and its answer as JSON
    PageHandler(Supplier<String> state, Map<String, Supplier<String>> buttons) {
        this.state = state;
        this.buttons = Map.copyOf(buttons);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String file = path.equals("/") ? "live.html" : path.substring(1);
        String type = FILES.get(file);
        try (exchange) {
            if (type != null) {
                send(exchange, 200, type, resource(file));
            } else if (path.equals("/state.json")) {
                send(exchange, 200, "application/json", state.get());
            } else {
                press(exchange, path.startsWith("/do/") ? buttons.get(path.substring("/do/".length())) : null);
            }
        }
    }

    private static void press(HttpExchange exchange, @Nullable Supplier<String> button) throws IOException {
        if (button == null) {
            send(exchange, 404, "text/plain", "not found\n");
        } else if (!exchange.getRequestMethod().equals("POST")
                || exchange.getRequestHeaders().getFirst(BUTTON_HEADER) == null) {
            send(exchange, 403, "text/plain", "only from the page itself\n");
        } else {
            send(exchange, 200, "application/json", button.get());
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PageHandler.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
