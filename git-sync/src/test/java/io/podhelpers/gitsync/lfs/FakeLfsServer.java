package io.podhelpers.gitsync.lfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A server of the batch API that answers only what is asked exactly as the specification has it.
public final class FakeLfsServer implements AutoCloseable {
    private static final Pattern QUESTION = Pattern.compile(
            "\\{\"operation\":\"download\",\"transfers\":\\[\"basic\"],\"hash_algo\":\"sha256\",\"objects\":\\[(.+)]}");
    private static final Pattern OBJECT = Pattern.compile("\\{\"oid\":\"([0-9a-f]{64})\",\"size\":(\\d+)}");
    private static final String MEDIA_TYPE = "application/vnd.git-lfs+json";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final String login;
    private final String scheme;

    final List<Integer> batches = new CopyOnWriteArrayList<>();
    final List<String> faults = new CopyOnWriteArrayList<>();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final AtomicInteger downloads = new AtomicInteger();
    volatile boolean redirecting;
    volatile boolean silent;

    public FakeLfsServer(String username, String password) throws IOException {
        this(username, password, InetAddress.getLoopbackAddress());
    }

    /// @param address where its clients find it, one of this machine's
    public FakeLfsServer(String username, String password, InetAddress address) throws IOException {
        this(username, password, address, null);
    }

    /// @param tls null for plain http
    public FakeLfsServer(String username, String password, InetAddress address, @Nullable HttpsConfigurator tls)
            throws IOException {
        login = "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
        InetSocketAddress any = new InetSocketAddress(address, 0);
        scheme = tls == null ? "http" : "https";
        if (tls == null) {
            server = HttpServer.create(any, 0);
        } else {
            HttpsServer secured = HttpsServer.create(any, 0);
            secured.setHttpsConfigurator(tls);
            server = secured;
        }
        server.setExecutor(threads);
        server.createContext("/octo/site.git/info/lfs/objects/batch", this::batch);
        server.createContext("/media/", this::media);
        server.start();
    }

    public String url() {
        return scheme + "://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
    }

    /// Keeps an object and says how its pointer reads.
    public LfsPointer put(String content) {
        byte[] bytes = content.getBytes(UTF_8);
        LfsPointer pointer =
                new LfsPointer(HexFormat.of().formatHex(VerifiedFile.sha256().digest(bytes)), bytes.length);
        objects.put(pointer.oid(), bytes);
        served.put(pointer.oid(), bytes);
        return pointer;
    }

    public int downloads() {
        return downloads.get();
    }

    /// From now on sends something else for the object.
    void corrupt(LfsPointer pointer, String content) {
        served.put(pointer.oid(), content.getBytes(UTF_8));
    }

    private void batch(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Matcher question = QUESTION.matcher(body);
            boolean typed = MEDIA_TYPE.equals(exchange.getRequestHeaders().getFirst("Accept"))
                    && MEDIA_TYPE.equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            if (!exchange.getRequestMethod().equals("POST") || !typed || !question.matches()) {
                faults.add("batch: " + body);
                answer(exchange, 422, "{\"message\":\"not of the API\"}");
            } else if (!login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 401, "{\"message\":\"Credentials needed\"}");
            } else {
                answer(exchange, 200, describe(question.group(1)));
            }
        }
    }

    private String describe(String asked) {
        List<String> entries = new ArrayList<>();
        Matcher object = OBJECT.matcher(asked);
        while (object.find()) {
            String oid = object.group(1);
            entries.add(
                    objects.containsKey(oid)
                            ? ("{\"oid\":\"%s\",\"size\":%s,\"authenticated\":true,\"actions\":{\"download\":{\"href\":\"%s/media/%s?sig=x\","
                                            + "\"header\":{\"Authorization\":\"RemoteAuth %s\",\"X-Extra\":\"1\"},\"expires_in\":600}}}")
                                    .formatted(oid, object.group(2), url(), oid, oid.substring(0, 8))
                            : "{\"oid\":\"%s\",\"size\":1,\"error\":{\"code\":404,\"message\":\"Object does not exist\"}}"
                                    .formatted(oid));
        }
        batches.add(entries.size());
        return "{\"transfer\":\"basic\",\"objects\":[" + String.join(",", entries) + "],\"hash_algo\":\"sha256\"}";
    }

    private void media(HttpExchange exchange) throws IOException {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            String oid = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
            boolean moved = exchange.getRequestURI().getPath().startsWith("/media/moved/");
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("RemoteAuth " + oid.substring(0, 8)).equals(authorization)) {
                faults.add("media: " + authorization);
                answer(exchange, 403, "");
            } else if (redirecting && !moved) {
                exchange.getResponseHeaders().set("Location", "/media/moved/" + oid);
                answer(exchange, 307, "");
            } else if (silent) {
                exchange.sendResponseHeaders(200, 10);
                awaitEnd();
            } else {
                downloads.incrementAndGet();
                byte[] content = served.getOrDefault(oid, new byte[0]);
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private void awaitEnd() throws IOException {
        try {
            threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IOException("the server ends", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
