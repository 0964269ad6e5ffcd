package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.logshipper.sink.SyslogSettings.Transport;
import io.podhelpers.runtime.tls.Pem;
import io.podhelpers.runtime.tls.TlsKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a TLS server that demands a certificate of its own authority.
final class TlsTest {
    private final AtomicInteger taken = new AtomicInteger();
    private SSLServerSocket server;

    private static Path file(String name) {
        return Path.of("src/test/resources/tls", name).toAbsolutePath();
    }

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                TlsKeys.keyManagers(
                        "test",
                        Pem.certificates("test", file("server.pem")),
                        Pem.privateKey("test", file("server.key"))),
                TlsKeys.trustManagers("test", Pem.certificates("test", file("ca.pem"))),
                null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    /// Answers each HTTP request, ends the connection when a syslog sender ends its own.
    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            StringBuilder text = new StringBuilder();
            int b = in.read();
            while (b >= 0) {
                text.append((char) b);
                if (text.toString().startsWith("POST") && b == '}') {
                    taken.incrementAndGet();
                    in.read();
                    client.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII));
                    text.setLength(0);
                }
                b = in.read();
            }
            if (text.indexOf("<134>1 ") > 0) {
                taken.incrementAndGet();
            }
        } catch (IOException e) {
            return; // a handshake that failed
        }
    }

    private static TlsSettings tls(String ca, String certificate) {
        Optional<Path> key = certificate.isEmpty() ? Optional.empty() : Optional.of(file(certificate + ".key"));
        Optional<Path> shown = certificate.isEmpty() ? Optional.empty() : Optional.of(file(certificate + ".pem"));
        return new TlsSettings(ca.isEmpty() ? Optional.empty() : Optional.of(file(ca)), shown, key, false);
    }

    private SendOutcome post(TlsSettings tls, String host) {
        HttpSettings settings = new HttpSettings(
                URI.create("https://" + host + ":" + server.getLocalPort() + "/"),
                Compression.NONE,
                Duration.ofSeconds(10),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                tls);
        try (HttpSink sink = new HttpSink(settings, false, InstantSource.system())) {
            return sink.send(Batches.of("{\"a\":1}"), 0, 1);
        }
    }

    private SendOutcome syslog(TlsSettings tls) {
        SyslogSettings settings = new SyslogSettings(
                Transport.TLS,
                "localhost",
                server.getLocalPort(),
                Duration.ofSeconds(10),
                "host",
                "nginx",
                16,
                true,
                Optional.of(tls));
        try (SyslogSink sink = new SyslogSink(settings)) {
            return sink.send(Batches.of(Batches.access(1)), 0, 1);
        }
    }

    @Test
    void postsToAServerOfItsOwnAuthorityWithACertificate() {
        assertThat(post(tls("ca.pem", "client"), "localhost")).isEqualTo(SendOutcome.DELIVERED);
        assertThat(post(tls("ca.pem", "client"), "127.0.0.1")).isEqualTo(SendOutcome.DELIVERED);
        assertThat(taken).hasValue(2);
    }

    @Test
    void sendsNothingToAServerThatItDoesNotTrustOrThatDoesNotTrustIt() {
        for (TlsSettings wrong : List.of(tls("", "client"), tls("ca.pem", ""), tls("ca.pem", "stranger"))) {
            assertThat(post(wrong, "localhost")).isInstanceOf(Retry.class);
            assertThat(syslog(wrong)).isInstanceOf(Retry.class);
        }
        assertThat(taken).hasValue(0);
    }

    @Test
    void sendsSyslogOverTls() {
        assertThat(syslog(tls("ca.pem", "client"))).isEqualTo(SendOutcome.DELIVERED);
        assertThat(taken).hasValue(1);
    }
}
