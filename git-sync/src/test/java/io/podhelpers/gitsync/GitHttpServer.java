package io.podhelpers.gitsync;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// git's own `http-backend` behind the JDK's server: `http://127.0.0.1:port/NAME.git` for each bare repository in a
/// folder.
final class GitHttpServer implements AutoCloseable {
    /// The requests that came, as `METHOD path?query`, and their headers.
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    private final Path repositories;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /// By the path's first part: `user:password` that is asked for.
    private final Map<String, String> logins = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private volatile @Nullable String neededCookie;
    private volatile boolean silent;
    private volatile boolean old;

    GitHttpServer(Path repositories) throws IOException {
        this(repositories, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /// The same over TLS.
    static GitHttpServer secured(Path repositories, HttpsConfigurator tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(tls);
        return new GitHttpServer(repositories, server);
    }

    private GitHttpServer(Path repositories, HttpServer server) {
        this.repositories = repositories;
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url(String name) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    GitHttpServer protect(String repository, String login) {
        logins.put(repository, login);
        return this;
    }

    void redirect(String from, String toUrl) {
        redirects.put(from, toUrl);
    }

    void needCookie(String cookie) {
        neededCookie = cookie;
    }

    /// From now on, it knows no newer protocol than the first.
    void growOld() {
        old = true;
    }

    /// From now on, requests are taken and never answered.
    void fallSilent() {
        silent = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        headers.add(exchange.getRequestHeaders());
        if (silent) {
            return;
        }
        try (exchange) {
            String repository = firstPart(path);
            String target = redirects.get(repository);
            if (target != null) {
                String query = exchange.getRequestURI().getRawQuery();
                String rest = path.substring(1 + repository.length());
                exchange.getResponseHeaders().set("Location", target + rest + (query == null ? "" : "?" + query));
                exchange.sendResponseHeaders(302, -1);
            } else if (isAllowed(exchange, repository)) {
                serve(exchange, path);
            }
        }
    }

    private boolean isAllowed(HttpExchange exchange, String repository) throws IOException {
        String login = logins.get(repository);
        String expected = login == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        if (expected != null && !expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
            return false;
        }
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        if (neededCookie != null && (cookie == null || !cookie.contains(neededCookie))) {
            exchange.sendResponseHeaders(403, -1);
            return false;
        }
        return true;
    }

    private void serve(HttpExchange exchange, String path) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "-c", "safe.directory=*", "http-backend");
        Map<String, String> environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", repositories.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        environment.put("PATH_INFO", path);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        put(environment, "QUERY_STRING", exchange.getRequestURI().getRawQuery());
        put(environment, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
        put(environment, "HTTP_CONTENT_ENCODING", exchange.getRequestHeaders().getFirst("Content-Encoding"));
        put(
                environment,
                "GIT_PROTOCOL",
                old ? null : exchange.getRequestHeaders().getFirst("Git-Protocol"));
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process backend = builder.start();
        try (OutputStream in = backend.getOutputStream()) {
            exchange.getRequestBody().transferTo(in);
        }
        InputStream out = backend.getInputStream();
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            int colon = line.indexOf(": ");
            String name = line.substring(0, colon);
            String value = line.substring(colon + 2);
            if (name.equals("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(name, value);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static String firstPart(String path) {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }

    private static void put(Map<String, String> environment, String name, @Nullable String value) {
        environment.put(name, value == null ? "" : value);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
