package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.FakeNginx.page;
import static io.podhelpers.nginxexporter.FakeNginx.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM to the real process while a scrape is in flight.
final class TerminationTest {
    @Test
    void letsTheScrapeInFlightFinishAndEndsWithZero(@TempDir Path dir) throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        FakeNginx.Behaviour waits = (head, out, self) -> {
            goOn.join();
            page(status(1, 1, 1, 1)).answer(head, out, self);
        };
        Path socket = dir.resolve("exporter.sock");
        try (FakeNginx nginx = FakeNginx.onPort(waits)) {
            Process exporter = start(nginx, socket);
            try {
                Waiting.until("the exporter listens", () -> Files.exists(socket) && answers(socket));
                CompletableFuture<String> scrape =
                        CompletableFuture.supplyAsync(() -> get(socket, "/metrics"), Thread::startVirtualThread);
                Waiting.until("nginx was asked", () -> nginx.requests().size() == 1);

                exporter.destroy();
                Waiting.until("nobody is let in any more", () -> !answers(socket));
                goOn.complete(null);

                assertThat(scrape.get(30, TimeUnit.SECONDS)).contains("nginx_up 1\n");
                assertThat(exporter.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(exporter.exitValue()).isZero();
            } finally {
                exporter.destroyForcibly();
            }
        }
    }

    private static Process start(FakeNginx nginx, Path socket) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--web.listen-address=unix:" + socket,
                        "--nginx.scrape-uri=" + nginx.uri(),
                        "--nginx.timeout=60s")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean answers(Path socket) {
        return get(socket, "/healthz").endsWith("ok\n");
    }

    /// The answer, or nothing when there is none.
    private static String get(Path socket, String path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(StandardCharsets.US_ASCII.encode("GET " + path + " HTTP/1.0\r\n\r\n"));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
