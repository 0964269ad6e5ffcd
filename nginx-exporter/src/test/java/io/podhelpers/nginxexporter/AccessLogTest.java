package io.podhelpers.nginxexporter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class AccessLogTest {
    private static final String HEADER = "<190>Nov 22 07:35:28 web nginx: ";

    @Test
    void countsRequestsBytesAndTimes() throws Exception {
        try (RunningExporter exporter = start("--prometheus.const-label=env=prod")) {
            send(exporter, HEADER + "method=GET status=200 bytes=100 request_time=0.004 upstream_time=0.003");
            send(exporter, HEADER + "method=GET status=200 bytes=200 request_time=0.300 upstream_time=-");
            send(exporter, HEADER + "method=BREW status=418 bytes=7");
            send(exporter, "rubbish");
            send(exporter, HEADER + "method=POST status=000 bytes=0 request_time=20");
            String metrics = awaitDatagrams(exporter, 4);
            String get = "{class=\"2xx\",env=\"prod\",method=\"GET\",status=\"200\"} ";
            assertThat(metrics)
                    .contains("nginx_access_log_requests_total" + get + "2\n")
                    .contains("nginx_access_log_sent_bytes_total" + get + "300\n")
                    .contains("{class=\"4xx\",env=\"prod\",method=\"other\",status=\"418\"} 1\n")
                    .contains("{class=\"other\",env=\"prod\",method=\"POST\",status=\"other\"} 1\n")
                    .contains("duration_seconds_bucket{class=\"2xx\",env=\"prod\",le=\"0.005\"} 1\n")
                    .contains("duration_seconds_bucket{class=\"2xx\",env=\"prod\",le=\"0.5\"} 2\n")
                    .contains("nginx_access_log_request_duration_seconds_count{class=\"2xx\",env=\"prod\"} 2\n")
                    .contains("nginx_access_log_request_duration_seconds_sum{class=\"2xx\",env=\"prod\"} 0.304\n")
                    .contains("nginx_access_log_upstream_duration_seconds_count{class=\"2xx\",env=\"prod\"} 1\n")
                    .contains("nginx_exporter_syslog_datagrams_total{result=\"malformed\"} 1\n");
        }
    }

    @Test
    void boundsTheNumberOfSeries() throws Exception {
        try (RunningExporter exporter = start("--log.max-series=3")) {
            for (int status = 200; status < 300; status++) {
                send(exporter, HEADER + "method=GET status=" + status + " bytes=1");
                // one by one: the kernel may drop what comes too fast
                awaitDatagrams(exporter, status - 199);
            }
            String metrics = exporter.metrics();
            assertThat(RunningExporter.families(metrics, "nginx_access_log_requests_total")
                            .lines()
                            .skip(2))
                    .hasSize(4)
                    .contains("nginx_access_log_requests_total"
                            + "{class=\"other\",method=\"other\",status=\"other\"} 97");
        }
    }

    @Test
    void isOffUnlessAskedFor() throws Exception {
        try (RunningExporter exporter = RunningExporter.start("--nginx.scrape-uri=unix:/nowhere")) {
            assertThat(exporter.metrics()).doesNotContain("access_log", "syslog");
        }
    }

    @Test
    void refusesAPortInUseInOneLine() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String address = "127.0.0.1:" + other.getLocalPort();
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> RunningExporter.start("--nginx.syslog-listen=" + address))
                    .withMessageStartingWith("--nginx.syslog-listen: cannot listen on " + address + ": ");
        }
    }

    private static RunningExporter start(String option) throws IOException {
        return RunningExporter.start("--nginx.scrape-uri=unix:/nowhere", "--nginx.syslog-listen=127.0.0.1:0", option);
    }

    private static void send(RunningExporter exporter, String datagram) throws IOException {
        byte[] bytes = datagram.getBytes(ISO_8859_1);
        try (DatagramSocket socket = new DatagramSocket()) {
            int port = exporter.exporter().syslogPort();
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    private static String awaitDatagrams(RunningExporter exporter, int parsed) throws Exception {
        String expected = "nginx_exporter_syslog_datagrams_total{result=\"parsed\"} " + parsed + "\n";
        Waiting.until(parsed + " datagrams", () -> exporter.metrics().contains(expected));
        return exporter.metrics();
    }
}
