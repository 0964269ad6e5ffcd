package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Posts batches over HTTP/1.1, one after the other on one connection.
///
/// 2xx is delivered; 400, 413, 415 and 422 will never be taken; everything else may be mended at the receiver
/// and is
/// tried again.
public final class HttpSink implements Sink {
    private final HttpSettings settings;
    private final @Nullable SSLContext tls;
    private final BodyEncoder encoder;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor alarms;
    private volatile @Nullable HttpConnection connection;
    private volatile boolean aborted;

    /// @throws UserError if a certificate or a secret's file cannot be used
    public HttpSink(HttpSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.tls = settings.url().getScheme().equals("https") ? Tls.context(settings.tls()) : null;
        this.encoder = new BodyEncoder(settings.array(), settings.gzip());
        this.alarms = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("http-alarms").factory());
        alarms.setRemoveOnCancelPolicy(true);
        authorization(); // a missing file is told at the start
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        encoder.encode(records, first, end);
        boolean reused = connection != null;
        try {
            return outcome(exchange());
        } catch (UserError e) {
            return SendOutcome.retry(String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            drop();
            return SendOutcome.retry("no answer within " + settings.timeout().toMillis() + "ms");
        } catch (IOException e) {
            drop();
            if (reused && !aborted) {
                return send(records, first, end); // the receiver may have closed an idle connection
            }
            return SendOutcome.retry(describe(e));
        }
    }

    private HttpAnswer exchange() throws IOException {
        HttpConnection open = connection;
        if (open == null) {
            open = HttpConnection.open(settings.url(), tls, settings.timeout(), alarms);
            connection = open;
        }
        if (aborted) {
            throw new IOException("time is up");
        }
        byte[] head = head(encoder.to() - encoder.from());
        HttpAnswer answer = open.exchange(head, encoder.bytes(), encoder.from(), encoder.to());
        if (!answer.reusable()) {
            drop();
        }
        return answer;
    }

    private SendOutcome outcome(HttpAnswer answer) {
        int status = answer.status();
        if (status / 100 == 2) {
            return SendOutcome.DELIVERED;
        }
        String why = "status " + status;
        return switch (status) {
            case 400, 415, 422 -> new Rejected(why + said(answer), false);
            case 413 -> new Rejected(why + said(answer), true);
            default -> new Retry(why, RetryAfter.parse(answer.headers().get("retry-after"), clock.instant()));
        };
    }

    private static String said(HttpAnswer answer) {
        return answer.body().isEmpty() ? "" : ": " + answer.body();
    }

    private byte[] head(int length) {
        URI url = settings.url();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        StringBuilder head = new StringBuilder(256);
        head.append("POST ").append(path);
        if (url.getRawQuery() != null) {
            head.append('?').append(url.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(url.getHost());
        if (url.getPort() >= 0) {
            head.append(':').append(url.getPort());
        }
        head.append("\r\nUser-Agent: log-shipper\r\nContent-Type: ")
                .append(settings.array() ? "application/json" : "application/x-ndjson");
        if (settings.gzip()) {
            head.append("\r\nContent-Encoding: gzip");
        }
        authorization().ifPresent(value -> head.append("\r\nAuthorization: ").append(value));
        settings.headers().forEach(header -> head.append("\r\n").append(header));
        head.append("\r\nContent-Length: ").append(length).append("\r\n\r\n");
        return head.toString().getBytes(ISO_8859_1);
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

    private static String describe(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private void drop() {
        HttpConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void abort() {
        aborted = true;
        HttpConnection open = connection;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void close() {
        drop();
        alarms.shutdownNow();
        encoder.close();
    }
}
