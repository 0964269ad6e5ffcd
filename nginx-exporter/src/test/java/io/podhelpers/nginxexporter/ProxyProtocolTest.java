package io.podhelpers.nginxexporter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `--nginx.proxy-protocol`: the header of version 2, once a connection. A real nginx reads it in the container tests.
final class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    @Test
    void namesBothEndsOfATcpConnection() throws Exception {
        try (FakeNginx nginx = FakeNginx.onPort(FakeNginx.hang());
                RunningExporter exporter = start("--nginx.scrape-uri=" + nginx.uri())) {
            assertThat(exporter.metrics()).contains("nginx_up 0\n");
            String sent = hex(nginx);
            assertThat(sent).startsWith(SIGNATURE + "2111000c" + "7f0000017f000001");
            assertThat(sent.substring(52, 56)).isEqualTo("%04x".formatted(nginx.port()));
        }
    }

    @Test
    void saysLocalOnAUnixSocket(@TempDir Path dir) throws Exception {
        Path socket = dir.resolve("nginx.sock");
        try (FakeNginx nginx = FakeNginx.onSocket(socket, FakeNginx.hang());
                RunningExporter exporter = start("--nginx.scrape-uri=unix:" + socket + ":/s")) {
            assertThat(exporter.metrics()).contains("nginx_up 0\n");
            assertThat(hex(nginx))
                    .startsWith(SIGNATURE + "20000000" + HexFormat.of().formatHex("GET /s".getBytes(US_ASCII)));
        }
    }

    private static RunningExporter start(String uri) throws Exception {
        return RunningExporter.start(uri, "--nginx.proxy-protocol", "--nginx.timeout=300ms");
    }

    private static String hex(FakeNginx nginx) {
        return HexFormat.of().formatHex(nginx.requests().getFirst().getBytes(ISO_8859_1));
    }
}
