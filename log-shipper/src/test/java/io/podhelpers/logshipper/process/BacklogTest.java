package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backlog that is many times the heap: the log file is the buffer, not the memory. `-Dbacklog.megabytes=10240` for
/// one
/// that is larger than any integer; a build takes a smaller one.
final class BacklogTest {
    private static final long MEGABYTES = Long.getLong("backlog.megabytes", 192);
    private static final long MOST_MEMORY = 160L << 20;
    /// Each is 128 bytes long and ends with its number.
    private static final String LINE = "x".repeat(128 - 13) + ' ';

    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong sum = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean isDown = true;

    @TempDir
    private Path directory;

    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::take);
        receiver.start();
    }

    @AfterEach
    void end() {
        receiver.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (isDown) {
            refused.incrementAndGet();
        } else {
            count(body);
        }
        exchange.sendResponseHeaders(isDown ? 503 : 204, -1);
        exchange.close();
    }

    private void count(byte[] body) {
        long number = 0;
        for (byte b : body) {
            if (b >= '0' && b <= '9') {
                number = number * 10 + b - '0';
            } else if (b == '\n') {
                lines.incrementAndGet();
                sum.addAndGet(number);
            } else if (b == ' ') {
                number = 0; // what came before was of the log's path
            }
        }
    }

    private static long write(Path file) throws IOException {
        long number = 0;
        StringBuilder text = new StringBuilder();
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long megabyte = 0; megabyte < MEGABYTES; megabyte++) {
                text.setLength(0);
                while (text.length() < 1 << 20) {
                    String digits = Long.toString(number++);
                    text.append(LINE)
                            .append("0".repeat(11 - digits.length()))
                            .append(digits)
                            .append('\n');
                }
                out.write(text.toString().getBytes(US_ASCII));
            }
        }
        return number;
    }

    @Test
    void aBacklogManyTimesTheHeapWaitsInItsFileAndIsShippedOnceTheReceiverIsBack() throws Exception {
        Path logs = Files.createDirectory(directory.resolve("logs"));
        long written = write(logs.resolve("access.log"));
        try (ShipperProcess shipper = ShipperProcess.start(
                directory,
                List.of(
                        "--input=" + logs + "/*.log",
                        "--sink=http",
                        "--http-url=http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                        "--retry-most=200ms",
                        "--parser=none"))) {
            ShipperProcess.until("it has tried", () -> refused.get() > 20);
            assertThat(shipper.metric("log_shipper_read_bytes_total")).isLessThan(4 << 20); // three batches of 1 MiB
            assertThat(shipper.metric("log_shipper_lag_bytes")).isEqualTo((double) (MEGABYTES << 20));
            assertThat(shipper.peakMemoryBytes()).isLessThan(MOST_MEMORY);
            isDown = false;
            while (lines.get() < written) {
                long before = lines.get();
                ShipperProcess.until("it goes on", () -> lines.get() > before);
            }
            assertThat(shipper.peakMemoryBytes()).isLessThan(MOST_MEMORY);
            shipper.terminate();
            assertThat(shipper.exitCode()).isZero();
        }
        assertThat(lines.get()).isEqualTo(written);
        assertThat(sum.get()).isEqualTo(written * (written - 1) / 2);
    }
}
