package io.podhelpers.logshipper.sink;

import com.github.luben.zstd.ZstdInputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// An HTTP server that answers as a test says, and keeps what it was sent.
final class FakeReceiver implements AutoCloseable {
    /// Answers a request.
    interface Rules {
        void answer(Request request) throws IOException;
    }

    /// A request that waits for its answer.
    static final class Request {
        private final HttpExchange exchange;
        private final byte[] body;

        Request(HttpExchange exchange, byte[] body) {
            this.exchange = exchange;
            this.body = body;
        }

        String method() {
            return exchange.getRequestMethod();
        }

        String target() {
            return exchange.getRequestURI().toString();
        }

        String header(String name) {
            return String.valueOf(exchange.getRequestHeaders().getFirst(name));
        }

        byte[] body() {
            return body.clone();
        }

        Request with(String header, String value) {
            exchange.getResponseHeaders().set(header, value);
            return this;
        }

        void answer(int status, byte[] text) throws IOException {
            exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
            if (text.length > 0) {
                exchange.getResponseBody().write(text);
            }
            exchange.close();
        }
    }

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Rules rules;

    FakeReceiver(Rules rules) throws IOException {
        this.rules = rules;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            Request request = new Request(
                    exchange, unpack(sent, exchange.getRequestHeaders().getFirst("Content-Encoding")));
            requests.add(request);
            this.rules.answer(request);
        });
        server.start();
    }

    private static byte[] unpack(byte[] sent, @Nullable String encoding) throws IOException {
        InputStream packed = new ByteArrayInputStream(sent);
        return switch (encoding) {
            case null -> sent;
            case "gzip" -> new GZIPInputStream(packed).readAllBytes();
            case "zstd" -> new ZstdInputStream(packed).readAllBytes(); // the reference implementation
            default -> throw new IOException("Content-Encoding: " + encoding + " (expected: gzip or zstd)");
        };
    }

    void rules(Rules next) {
        rules = next;
    }

    List<Request> requests() {
        return requests;
    }

    HttpSettings settings(boolean gzip) {
        return settings("", gzip);
    }

    HttpSettings settings(String path, boolean gzip) {
        return settings(path, gzip ? Compression.GZIP : Compression.NONE);
    }

    HttpSettings settings(String path, Compression compression) {
        return new HttpSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                compression,
                Duration.ofSeconds(10),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty(), false));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
