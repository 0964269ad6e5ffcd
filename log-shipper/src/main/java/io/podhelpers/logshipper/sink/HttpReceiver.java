package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.JsonBuffer;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// What every sink that speaks HTTP/1.1 needs: one connection for one request after the other, opened again when
/// it is gone; TLS, authorization, compression and time limits.
///
/// Requests come from one thread; [#abort] may come from any.
final class HttpReceiver implements Closeable {
    private final HttpSettings settings;
    private final int bodyKept;
    private final @Nullable SSLContext tls;
    private final @Nullable Compressor compressor;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor alarms;
    private volatile @Nullable HttpConnection connection;
    private volatile boolean aborted;

    /// @param bodyKept how much of an answer is kept
    /// @throws UserError if a certificate or a secret's file cannot be used
    HttpReceiver(HttpSettings settings, int bodyKept, InstantSource clock) {
        this.settings = settings;
        this.bodyKept = bodyKept;
        this.clock = clock;
        this.tls = settings.url().getScheme().equals("https") ? Tls.context(settings.tls()) : null;
        this.compressor = settings.compression().open();
        this.alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("http-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
        authorization(); // a missing file is told at the start
    }

    /// Posts to the URL, compressed if that was asked for.
    ///
    /// @param judge says what an answer means
    SendOutcome post(String contentType, byte[] bytes, int from, int to, Function<HttpAnswer, SendOutcome> judge) {
        String headers = "Content-Type: " + contentType + "\r\n";
        if (compressor == null) {
            return send("POST", settings.target(), headers, bytes, from, to, judge);
        }
        JsonBuffer packed = compressor.compress(bytes, from, to);
        headers += "Content-Encoding: " + compressor.encoding() + "\r\n";
        return send("POST", settings.target(), headers, packed.array(), 0, packed.length(), judge);
    }

    /// Sends any request, its body as it is.
    ///
    /// @param target path and query
    /// @param headers further lines, each ended by CR LF
    SendOutcome send(
            String method,
            String target,
            String headers,
            byte[] body,
            int from,
            int to,
            Function<HttpAnswer, SendOutcome> judge) {
        boolean reused = connection != null;
        try {
            return judge.apply(exchange(head(method, target, headers, to - from), body, from, to));
        } catch (UserError e) {
            return SendOutcome.retry(String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            drop();
            return SendOutcome.retry("no answer within " + settings.timeout().toMillis() + "ms");
        } catch (IOException e) {
            drop();
            if (reused && !aborted) {
                // the receiver may have closed an idle connection
                return send(method, target, headers, body, from, to, judge);
            }
            String message = e.getMessage();
            return SendOutcome.retry(message == null ? e.getClass().getSimpleName() : message);
        }
    }

    private HttpAnswer exchange(byte[] head, byte[] body, int from, int to) throws IOException {
        HttpConnection open = connection;
        if (open == null) {
            open = HttpConnection.open(settings.url(), tls, settings.timeout(), bodyKept, alarms);
            connection = open;
        }
        if (aborted) {
            throw new IOException("time is up");
        }
        HttpAnswer answer = open.exchange(head, body, from, to);
        if (!answer.reusable()) {
            drop();
        }
        return answer;
    }

    /// What an answer means that says it all by its status: 2xx is delivered; 400, 415 and 422 will never be
    /// taken, 413 perhaps in smaller pieces; everything else may be mended at the receiver.
    SendOutcome byStatus(HttpAnswer answer) {
        int status = answer.status();
        if (status / 100 == 2) {
            return SendOutcome.DELIVERED;
        }
        return switch (status) {
            case 400, 415, 422 -> new Rejected(answer.told(), false);
            case 413 -> new Rejected(answer.told(), true);
            default -> new Retry("status " + status, retryAfter(answer));
        };
    }

    Optional<java.time.Duration> retryAfter(HttpAnswer answer) {
        return RetryAfter.parse(answer.headers().get("retry-after"), clock.instant());
    }

    private byte[] head(String method, String target, String headers, int length) {
        StringBuilder head = new StringBuilder(512);
        head.append(method).append(' ').append(target);
        head.append(" HTTP/1.1\r\nHost: ").append(host(settings.url()));
        head.append("\r\nUser-Agent: log-shipper\r\n").append(headers);
        authorization()
                .ifPresent(value -> head.append("Authorization: ").append(value).append("\r\n"));
        settings.headers().forEach(header -> head.append(header).append("\r\n"));
        head.append("Content-Length: ").append(length).append("\r\n\r\n");
        return head.toString().getBytes(ISO_8859_1);
    }

    /// Host and port as the header `Host` has them.
    static String host(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ':' + url.getPort();
    }

    /// Read again each time: secrets rotate.
    private Optional<String> authorization() {
        if (settings.bearerTokenFile().isPresent()) {
            return Optional.of("Bearer "
                    + Secrets.read(
                            "--http-bearer-token-file",
                            settings.bearerTokenFile().get()));
        }
        return settings.basicAuthFile()
                .map(file -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(Secrets.read("--http-basic-auth-file", file)
                                        .getBytes(UTF_8)));
    }

    private void drop() {
        HttpConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    /// Ends a request that is under way.
    void abort() {
        aborted = true;
        HttpConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        drop();
        alarms.shutdownNow();
        if (compressor != null) {
            compressor.close();
        }
    }
}
