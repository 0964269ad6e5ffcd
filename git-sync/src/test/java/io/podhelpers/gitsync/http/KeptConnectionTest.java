package io.podhelpers.gitsync.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class KeptConnectionTest {
    private static final int PATIENCE = 60_000;
    private static final byte[] REQUEST = "POST / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "\r\nhi",
                "HTTP/1.1 200\r\ncontent-LENGTH:2\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1;x=y\r\ni\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n2\nhi\n0\nTrailer: x\n\n"
            })
    void readsAnAnswerHoweverItsBytesArrive(String text) throws Exception {
        for (int atMost : new int[] {1, 7, 10_000}) {
            ShortAnswer answer = ShortAnswer.read(inPieces(text, atMost));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasContent("hi");
            assertThat(answer.keepsConnection()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 200 OK\r\n\r\nuntil it closes",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le"
            })
    void anythingElseIsAnError(String text) {
        assertThatThrownBy(() -> ShortAnswer.read(inPieces(text, 3)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ShortAnswer.NoneException.class);
    }

    @Test
    void headersWithoutEndAreGivenUp() {
        String text = "HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(100_000);
        assertThatThrownBy(() -> ShortAnswer.read(inPieces(text, 4000))).hasMessageContaining("headers of more than");
    }

    @Test
    void oneConnectionServesManyQuestionsAndIsOpenedAgainWhenTheServerHasClosedIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                KeptConnection connection = new KeptConnection()) {
            AtomicInteger connections = new AtomicInteger();
            Thread.ofVirtual()
                    .start(() -> serve(
                            server,
                            connections,
                            List.of(
                                    OK + "\r\nhi",
                                    OK + "\r\nhi",
                                    "", // closed while idle: the third question needs a new one
                                    OK + "Connection: close\r\n\r\nhi",
                                    OK + "\r\nhi")));
            KeptConnection.Peer peer = new KeptConnection.Peer(
                    server.getInetAddress().getHostAddress(), server.getLocalPort(), null, false);
            for (int i = 0; i < 4; i++) {
                assertThat(connection.ask(peer, REQUEST, PATIENCE).body()).hasContent("hi");
            }
            assertThat(connections).hasValue(3);
        }
    }

    /// Answers one after the other; an empty one hangs up.
    private static void serve(ServerSocket server, AtomicInteger connections, List<String> answers) {
        int at = 0;
        while (at < answers.size()) {
            try (Socket client = server.accept()) {
                connections.incrementAndGet();
                String answer = OK;
                while (at < answers.size() && !answer.isEmpty() && !answer.contains("close")) {
                    client.getInputStream().readNBytes(REQUEST.length);
                    answer = answers.get(at++);
                    client.getOutputStream().write(answer.getBytes(ISO_8859_1));
                }
            } catch (IOException e) {
                return; // the test is over
            }
        }
    }

    private static InputStream inPieces(String text, int atMost) {
        InputStream whole = new ByteArrayInputStream(text.getBytes(ISO_8859_1));
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return whole.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return whole.read(bytes, offset, Math.min(length, atMost));
            }
        };
    }
}
