package io.podhelpers.gitsync.lfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.gitsync.credentials.IssuedLogin;
import io.podhelpers.gitsync.egress.HttpClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// HTTP as LFS needs it. Every wait ends with the pass; redirects are followed by hand, so that neither credentials nor
/// the headers of an action go to another host. Errors name a host and a status, never a path or a header.
final class LfsHttp implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/vnd.git-lfs+json";
    private static final int LONGEST_ANSWER = 4 * 1024 * 1024;
    private static final int LONGEST_REASON = 200;
    private static final int MOST_REDIRECTS = 5;
    private static final int OK = 200;

    /// What Java's client sets itself.
    private static final Set<String> RESERVED =
            Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

    private static final class Holder {
        static final HttpClient CLIENT = HttpClients.builder(Redirect.NEVER).build();
    }

    private final ServerAccess servers;
    private final Supplier<Duration> remaining;
    private final Map<SSLContext, HttpClient> clients = new ConcurrentHashMap<>();

    /// @param remaining how long the pass may still take
    LfsHttp(ServerAccess servers, Supplier<Duration> remaining) {
        this.servers = servers;
        this.remaining = remaining;
    }

    private HttpClient client(URI url) {
        SSLContext context =
                "https".equalsIgnoreCase(url.getScheme()) ? servers.tls(url).orElse(null) : null;
        return context == null
                ? Holder.CLIENT
                : clients.computeIfAbsent(
                        context, tls -> HttpClients.builder(Redirect.NEVER, tls).build());
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }

    String post(LfsAccess to, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(to.href(), to.headers())
                .setHeader("Accept", MEDIA_TYPE)
                .setHeader("Content-Type", MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body));
        HttpResponse<String> answer;
        try {
            answer = send(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
        } catch (IOException e) {
            throw new IOException("LFS server " + e.getMessage(), e);
        }
        if (answer.statusCode() != OK) {
            throw new IOException("LFS server " + place(to.href()) + ": status " + answer.statusCode()
                    + " (expected: 200)" + hint(answer.statusCode()));
        }
        return answer.body();
    }

    private static String hint(int status) {
        return switch (status) {
            case 401, 403 -> ": the credentials do not open it";
            case 404 -> ": no such repository, or none with LFS";
            default -> "";
        };
    }

    /// Downloads an object into the file.
    void download(LfsAccess from, LfsPointer expected, Path file) throws IOException, InterruptedException {
        URI url = from.href();
        Map<String, String> headers = from.headers();
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<Path> answer = send(request(url, headers).GET().build(), into(file, expected));
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.statusCode() == OK) {
                return;
            }
            if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
                throw new IOException(place(url) + ": status " + answer.statusCode() + " (expected: 200)");
            }
            URI next = target(url, location.get());
            headers = sameHost(url, next) ? headers : Map.of();
            url = next;
        }
        throw new IOException(place(url) + ": more than " + MOST_REDIRECTS + " redirects");
    }

    private static URI target(URI from, String location) throws IOException {
        try {
            URI next = from.resolve(location);
            boolean weaker = "https".equals(from.getScheme()) && !"https".equals(next.getScheme());
            if (next.getHost() == null || weaker) {
                throw new IOException(place(from) + ": a redirect away from https");
            }
            return next;
        } catch (IllegalArgumentException e) {
            throw new IOException(place(from) + ": a redirect to no URL", e);
        }
    }

    private static boolean sameHost(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getRawAuthority().equals(other.getRawAuthority());
    }

    private static BodyHandler<Path> into(Path file, LfsPointer expected) {
        return info -> info.statusCode() == OK ? new VerifiedFile(file, expected) : BodySubscribers.replacing(file);
    }

    /// An action's own authorization comes first; without one, whoever the login's URL names gets the login.
    private HttpRequest.Builder request(URI url, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        boolean authorized = false;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            try {
                if (!RESERVED.contains(name)) {
                    request.setHeader(header.getKey(), header.getValue());
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(place(url) + ": a header that cannot be sent", e);
            }
            authorized |= name.equals("authorization");
        }
        if (!authorized) {
            servers.login(url).ifPresent(login -> request.setHeader("Authorization", basic(login)));
        }
        return request;
    }

    private static String basic(IssuedLogin login) {
        byte[] pair = (login.username() + ":" + login.password()).getBytes(UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = client(request.uri()).sendAsync(request, handler);
        try {
            return answer.get(remaining.get().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw new IOException(place(request.uri()) + ": " + message, e);
        } catch (TimeoutException e) {
            throw new IOException(place(request.uri()) + ": no answer in the time that the pass has", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static String place(URI url) {
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    static String brief(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
    }
}
