package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.logshipper.sink.SyslogSettings.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Frames and headers byte by byte; the real rsyslog is in `SyslogIT`.
final class SyslogSinkTest {
    private static SyslogSink sink(Transport transport, int port, boolean confirm) {
        return new SyslogSink(new SyslogSettings(
                transport, "127.0.0.1", port, Duration.ofSeconds(2), "web 0", "nginx", 16, confirm, Optional.empty()));
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /// Reads one connection to its end and closes it.
    private static FutureTask<byte[]> receiver(ServerSocket server) {
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            try (Socket client = server.accept()) {
                return client.getInputStream().readAllBytes();
            }
        });
        Thread.ofVirtual().start(task);
        return task;
    }

    private static byte[] got(FutureTask<byte[]> receiver)
            throws ExecutionException, InterruptedException, TimeoutException {
        return receiver.get(30, TimeUnit.SECONDS);
    }

    /// Takes frames of RFC 6587's octet counting apart.
    private static List<String> frames(byte[] bytes) {
        List<String> frames = new ArrayList<>();
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at);
            int length = Integer.parseInt(text.substring(at, space));
            frames.add(new String(bytes, space + 1, length, UTF_8));
            at = space + 1 + length;
        }
        return frames;
    }

    @Test
    void writesMessagesOfRfc5424InCountedFrames() throws Exception {
        try (ServerSocket server = listen();
                SyslogSink sink = sink(Transport.TCP, server.getLocalPort(), true)) {
            FutureTask<byte[]> receiver = receiver(server);
            assertThat(sink.send(Batches.of(Batches.access(1), Batches.error(), Batches.raw()), 0, 3))
                    .isEqualTo(SendOutcome.DELIVERED);

            assertThat(frames(got(receiver)))
                    .containsExactly(
                            "<134>1 2026-11-22T07:35:01+00:00 web_0 nginx - - - " + Batches.access(1),
                            "<131>1 2026-11-22T07:35:02+00:00 web_0 nginx 31 - - " + Batches.error(),
                            "<134>1 - web_0 nginx - - - " + Batches.raw());
        }
    }

    @Test
    void aConnectionThatIsResetIsNoAcknowledgement() throws Exception {
        try (ServerSocket server = listen();
                SyslogSink sink = sink(Transport.TCP, server.getLocalPort(), true)) {
            FutureTask<Integer> receiver = new FutureTask<>(() -> {
                try (Socket client = server.accept()) {
                    client.setSoLinger(true, 0); // resets
                    return client.getInputStream().read();
                }
            });
            Thread.ofVirtual().start(receiver);
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Retry.class);

            FutureTask<byte[]> next = receiver(server);
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isEqualTo(SendOutcome.DELIVERED);
            assertThat(frames(got(next))).hasSize(1);
        }
    }

    /// What a proxy does that has nobody behind it. The batch is larger than the buffers on its way, so the receiver's
    /// end is there before the last byte is written.
    @Test
    void anEndThatCameBeforeOursIsNoAcknowledgement() throws Exception {
        try (ServerSocket server = listen();
                SyslogSink sink = sink(Transport.TCP, server.getLocalPort(), true)) {
            FutureTask<byte[]> receiver = new FutureTask<>(() -> {
                try (Socket client = server.accept()) {
                    client.shutdownOutput();
                    return client.getInputStream().readAllBytes();
                }
            });
            Thread.ofVirtual().start(receiver);
            String large = Batches.access(1).replace("web-0", "x".repeat(16 * 1024 * 1024));
            assertThat(sink.send(Batches.of(large), 0, 1))
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.why()).contains("before the batch was whole"));
            got(receiver);

            FutureTask<byte[]> next = receiver(server);
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isEqualTo(SendOutcome.DELIVERED);
            assertThat(frames(got(next))).hasSize(1);
        }
    }

    @Test
    void aReceiverThatNeverEndsTheConnectionIsNoAcknowledgementUnlessToldSo() throws Exception {
        try (ServerSocket server = listen();
                SyslogSink confirming = sink(Transport.TCP, server.getLocalPort(), true);
                SyslogSink trusting = sink(Transport.TCP, server.getLocalPort(), false)) {
            Queue<Socket> held = new ConcurrentLinkedQueue<>();
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        held.add(server.accept());
                    }
                } catch (IOException e) {
                    return; // closed
                }
            });
            assertThat(confirming.send(Batches.of(Batches.access(1)), 0, 1))
                    .isInstanceOfSatisfying(
                            Retry.class, retry -> assertThat(retry.why()).contains("no answer"));
            assertThat(trusting.send(Batches.of(Batches.access(1)), 0, 1)).isEqualTo(SendOutcome.DELIVERED);
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void aReceiverThatIsNotThereIsTriedAgain() throws IOException {
        int port;
        try (ServerSocket server = listen()) {
            port = server.getLocalPort();
        }
        try (SyslogSink sink = sink(Transport.TCP, port, true)) {
            assertThat(sink.send(Batches.of(Batches.access(1)), 0, 1)).isInstanceOf(Retry.class);
        }
    }

    @Test
    void sendsADatagramForEachRecordAndRefusesWhatFitsInNone() throws IOException {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SyslogSink sink = sink(Transport.UDP, server.getLocalPort(), true)) {
            server.setSoTimeout(30_000);
            Records records = Batches.of(Batches.access(1), Batches.access(2).replace("web-0", "x".repeat(70_000)));

            assertThat(sink.send(records, 0, 2))
                    .isInstanceOfSatisfying(
                            Partly.class,
                            partly -> assertThat(partly.refused().stream()).containsExactly(1));
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            server.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .isEqualTo("<134>1 2026-11-22T07:35:01+00:00 web_0 nginx - - - " + Batches.access(1));
        }
    }
}
