package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.hang;
import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podhelpers.runtime.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WebServerTest {
    private static final String NOWHERE = "--nginx.scrape-uri=unix:/nowhere";

    @Test
    void saysWhatItIsAndThatItLives() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE)) {
            assertThat(exporter.get("/").body()).contains("<a href=\"/metrics\">", "Version 0.1.0");
            for (String path : new String[] {"/healthz", "/livez", "/readyz"}) {
                assertThat(exporter.get(path).body()).isEqualTo("ok\n");
            }
            assertThat(exporter.get("/other").statusCode()).isEqualTo(404);
            assertThat(exporter.get("/metrics/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void servesTheMetricsWhereItIsTold() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE, "--web.telemetry-path=/")) {
            assertThat(exporter.get("/").body()).contains("nginx_up 0\n");
        }
    }

    @Test
    void listensOnSeveralAddressesAndUnixSockets(@TempDir Path dir) throws Exception {
        Path socket = dir.resolve("exporter.sock");
        try (RunningExporter exporter = RunningExporter.start(
                NOWHERE,
                "--web.listen-address=127.0.0.1:0",
                "--web.listen-address=unix:" + socket,
                "--web.listen-address=127.0.0.2:0")) {
            assertThat(exporter.metrics()).contains("nginx_up 0\n");
            assertThat(talk(UnixDomainSocketAddress.of(socket), "GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("nginx_up 0\n");
            int third = exporter.exporter().ports().get(2);
            assertThat(talk(new InetSocketAddress("127.0.0.2", third), "GET /healthz HTTP/1.0\r\n\r\n"))
                    .endsWith("ok\n");
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void takesOverASocketFileThatAKilledProcessLeft(@TempDir Path dir) throws Exception {
        Path socket = dir.resolve("exporter.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (RunningExporter _ =
                RunningExporter.start(NOWHERE, "--web.listen-address=:0", "--web.listen-address=unix:" + socket)) {
            assertThat(talk(UnixDomainSocketAddress.of(socket), "GET /healthz HTTP/1.0\r\n\r\n"))
                    .endsWith("ok\n");
            assertInUse("unix:" + socket);
        }
    }

    @Test
    void refusesAnAddressInUseInOneLine(@TempDir Path dir) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertInUse("127.0.0.1:" + other.getLocalPort());
        }
        Path file = Files.writeString(dir.resolve("precious"), "data");
        assertInUse("unix:" + file);
        assertThat(file).hasContent("data");
    }

    private static void assertInUse(String address) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RunningExporter.start(NOWHERE, "--web.listen-address=" + address))
                .withMessageStartingWith("--web.listen-address: cannot listen on " + address + ": ");
    }

    @Test
    void answersHeadAndRefusesOtherMethods() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE)) {
            String head = talk(exporter, "HEAD /metrics HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .doesNotContain("nginx_up")
                    .endsWith("\r\n\r\n");
            assertThat(talk(exporter, "POST /metrics HTTP/1.1\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                    .contains("\r\nAllow: GET, HEAD\r\n");
        }
    }

    @Test
    void keepsTheConnectionAndTakesPipelinedRequests() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE)) {
            String first = "GET /healthz HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody";
            String second = "GET /other HTTP/1.1\n\n";
            String third = "GET http://host/livez?x=y HTTP/1.1\r\nConnection: close\r\n\r\n";
            String answers = talk(exporter, first + second + third);
            assertThat(answers.split("HTTP/1.1 ")).hasSize(4);
            assertThat(answers).containsSubsequence("200 OK", "404 Not Found", "200 OK", "Connection: close");
        }
    }

    @Test
    void tellsAClientOfHttp10ThatTheConnectionStays() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE)) {
            String again = "GET /healthz HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
            assertThat(talk(exporter, again + "GET /healthz HTTP/1.0\r\n\r\n"))
                    .containsSubsequence("Connection: keep-alive\r\n", "ok\n", "Connection: close\r\n", "ok\n");
        }
    }

    @Test
    void answersARequestThatComesByteByByte() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), exporter.port())) {
            socket.setTcpNoDelay(true);
            for (byte b : "GET /healthz HTTP/1.1\r\nX: y\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1)) {
                socket.getOutputStream().write(b);
            }
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .endsWith("ok\n");
        }
    }

    @Test
    void refusesWhatIsNotARequest() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE)) {
            assertThat(talk(exporter, "hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(talk(exporter, "GET / HTTP/2.0\r\n\r\n")).startsWith("HTTP/1.1 505 ");
            assertThat(talk(exporter, "GET metrics HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(talk(exporter, "GET / HTTP/1.1\r\nno colon\r\n\r\n")).startsWith("HTTP/1.1 400 ");
            assertThat(talk(exporter, "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(talk(exporter, "GET / HTTP/1.1\r\nX: " + "y".repeat(16 * 1024 - 19)))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(talk(exporter, "GET / HTTP/1.1\r\nX: y")).isEmpty();
            assertThat(talk(exporter, "GET /healthz HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Connection: close");
            assertThat(exporter.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void compressesWhenTheClientTakesIt() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(page(status(1, 1, 1, 1)));
                RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=" + nginx.uri())) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<byte[]> answer = exporter.bytes("/metrics", "Accept-Encoding", "gzip");
                assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
                byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
                assertThat(new String(plain, ISO_8859_1))
                        .contains("nginx_up 1\n")
                        .endsWith("\n");
                assertThat(answer.body().length).isLessThan(plain.length / 2);
            }
            HttpResponse<byte[]> refused = exporter.bytes("/metrics", "Accept-Encoding", "gzip;q=0, *;q=0.5");
            assertThat(refused.headers().firstValue("content-encoding")).isEmpty();
        }
    }

    @Test
    void leavesOutTheProcessWhenItIsTold() throws Exception {
        try (RunningExporter exporter = RunningExporter.start(NOWHERE, "--web.nginx-metrics-only")) {
            assertThat(exporter.metrics())
                    .contains("nginx_up 0\n", "nginx_exporter_scrape_errors_total")
                    .doesNotContain("process_", "jvm_");
        }
    }

    @Test
    void finishesTheScrapeInFlightWhenItIsStopped() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        FakeNginx.Behaviour waits = (head, out, self) -> {
            goOn.join();
            page(status(1, 1, 1, 1)).answer(head, out, self);
        };
        try (FakeNginx nginx = FakeNginx.onPort(waits);
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=60s");
                Socket idle = new Socket(InetAddress.getLoopbackAddress(), exporter.port())) {
            CompletableFuture<String> scrape =
                    CompletableFuture.supplyAsync(() -> talkUnchecked(exporter), Thread::startVirtualThread);
            Waiting.until("nginx was asked", () -> nginx.requests().size() == 1);
            CompletableFuture<Integer> exit =
                    CompletableFuture.supplyAsync(() -> stop(exporter, 30), Thread::startVirtualThread);
            Waiting.until("nobody is let in any more", () -> refuses(exporter));
            assertThat(idle.getInputStream().read())
                    .as("an idle connection is closed")
                    .isEqualTo(-1);
            assertThat(exit).isNotDone();
            goOn.complete(null);
            assertThat(scrape.get(30, TimeUnit.SECONDS)).contains("nginx_up 1\n", "Connection: close\r\n");
            assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void endsAfterTheGraceEvenWhenNginxHangs() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(hang());
                RunningExporter exporter =
                        RunningExporter.start("--nginx.scrape-uri=" + nginx.uri(), "--nginx.timeout=10m")) {
            CompletableFuture<String> scrape =
                    CompletableFuture.supplyAsync(() -> talkUnchecked(exporter), Thread::startVirtualThread);
            Waiting.until("nginx was asked", () -> nginx.requests().size() == 1);
            assertThat(stop(exporter, 0)).isZero();
            assertThat(scrape.get(30, TimeUnit.SECONDS)).doesNotContain("nginx_up");
        }
    }

    private static int stop(RunningExporter exporter, int graceSeconds) {
        try {
            return exporter.stop(Duration.ofSeconds(graceSeconds));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean refuses(RunningExporter exporter) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), exporter.port())) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String talkUnchecked(RunningExporter exporter) {
        try {
            return talk(exporter, "GET /metrics HTTP/1.1\r\n\r\n");
        } catch (IOException e) {
            return "";
        }
    }

    private static String talk(RunningExporter exporter, String request) throws IOException {
        return talk(new InetSocketAddress(InetAddress.getLoopbackAddress(), exporter.port()), request);
    }

    /// Sends this, shuts its own side when nothing more comes, and gives everything that came back.
    private static String talk(SocketAddress address, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            if (!request.endsWith("\r\n\r\n")) {
                channel.shutdownOutput();
            }
            InputStream in = Channels.newInputStream(channel);
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }
}
