package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.podhelpers.gitsync.lfs.FakeLfsServer;
import io.podhelpers.gitsync.lfs.LfsPointer;
import io.podhelpers.gitsync.support.Commands;
import io.podhelpers.runtime.tls.Pem;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// https with an authority of one's own and with client certificates, as `--git-config` names them.
@SuppressWarnings("NullAway.Init") // set before each test
class TlsRemoteTest {
    @TempDir
    Path directory;

    private Commands commands;
    private Remote remote;

    @BeforeEach
    void makeAuthority() throws Exception {
        commands = new Commands(directory);
        remote = Remote.withOneCommit(directory, "repo");
        authority("ca");
        certificate("server", "ca", "subjectAltName=IP:127.0.0.1", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
    }

    private void authority(String name) throws Exception {
        commands.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
    }

    private void certificate(String name, String authority, String extension, String... kind) throws Exception {
        Files.writeString(directory.resolve(name + ".ext"), extension + "\n");
        String[] request = {
            "openssl",
            "req",
            "-nodes",
            "-subj",
            "/CN=" + name,
            "-keyout",
            name + ".key",
            "-out",
            name + ".csr",
            "-newkey"
        };
        String[] all = Arrays.copyOf(request, request.length + kind.length);
        System.arraycopy(kind, 0, all, request.length, kind.length);
        commands.run(all);
        commands.run(
                "openssl",
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem");
    }

    private GitHttpServer serve(boolean needsCertificate) throws Exception {
        return GitHttpServer.secured(directory, tls(needsCertificate));
    }

    private HttpsConfigurator tls(boolean needsCertificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server",
                Pem.privateKey("key", directory.resolve("server.key")),
                new char[0],
                Pem.certificates("certificate", directory.resolve("server.pem")));
        keys.setCertificateEntry("ca", Pem.certificates("ca", directory.resolve("ca.pem"))[0]);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, new char[0]);
        TrustManagerFactory clients = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        clients.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), clients.getTrustManagers(), null);
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(needsCertificate);
                parameters.setSSLParameters(wanted);
            }
        };
    }

    private Sync sync(GitHttpServer server, String settings) {
        return Sync.of(server.url("repo.git"), directory.resolve("root"), "--git-config=" + settings);
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhereItIsNamedAndReadAgainWhenItChanges() throws Exception {
        try (GitHttpServer server = serve(false)) {
            try (Sync sync = sync(server, "core.nothing:1")) {
                assertThatThrownBy(sync::pass)
                        .isInstanceOf(SyncException.class)
                        .hasMessageContaining("cannot fetch https://")
                        .hasMessageNotContaining("\n");
            }
            authority("other");
            Path named = Files.copy(directory.resolve("other.pem"), directory.resolve("named.pem"));
            try (Sync sync = sync(server, "http.sslCAInfo:" + named)) {
                assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
                Files.copy(directory.resolve("ca.pem"), named, StandardCopyOption.REPLACE_EXISTING);
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("one");
                remote.commit("file", "two");
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("two");
                server.requests.clear();
                sync.pass();
                assertThat(server.requests).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ed25519", "ec"})
    void aClientCertificateOpensTheDoor(String kind) throws Exception {
        if (kind.equals("ec")) {
            certificate("me", "ca", "extendedKeyUsage=clientAuth", kind, "-pkeyopt", "ec_paramgen_curve:P-384");
        } else {
            certificate("me", "ca", "extendedKeyUsage=clientAuth", kind);
        }
        try (GitHttpServer server = serve(true)) {
            String authority = "http.sslCAInfo:" + directory.resolve("ca.pem");
            try (Sync sync = sync(server, authority)) {
                assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
            }
            String host = server.url("").replaceFirst("/$", "");
            String own = ",\"http." + host + ".sslCert\":\"" + directory.resolve("me.pem") + "\",\"http." + host
                    + ".sslKey\":\"" + directory.resolve("me.key") + "\"";
            try (Sync sync = sync(server, authority + own)) {
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("one");
            }
            try (Sync sync = sync(server, authority + own.replace(host, "https://elsewhere"))) {
                remote.commit("file", "two");
                assertThatThrownBy(sync::pass).isInstanceOf(SyncException.class);
            }
            try (Sync sync = sync(server, "http.sslVerify:false" + own)) {
                sync.pass();
                assertThat(sync.read("file")).isEqualTo("two");
            }
        }
    }

    @Test
    void largeFilesComeThroughTheSameDoor() throws Exception {
        certificate("me", "ca", "extendedKeyUsage=clientAuth", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        try (FakeLfsServer server = new FakeLfsServer("ann", "s3cret", InetAddress.getLoopbackAddress(), tls(true))) {
            LfsPointer pointer = server.put("large");
            remote.write(".gitattributes", "*.bin filter=lfs\n");
            remote.write(".lfsconfig", "[lfs]\n\turl = " + server.url() + "/octo/site.git/info/lfs\n");
            remote.commit(
                    "a.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + pointer.oid() + "\nsize 5\n");
            String own = "http.sslCert:" + directory.resolve("me.pem") + ",http.sslKey:" + directory.resolve("me.key");
            String authority = ",http.sslCAInfo:" + directory.resolve("ca.pem");
            try (Sync sync = withLargeFiles(server, own)) {
                assertThatThrownBy(sync::pass).hasMessageContaining("PKIX path building failed");
            }
            try (Sync sync = withLargeFiles(server, "core.nothing:1" + authority)) {
                assertThatThrownBy(sync::pass).hasMessageContaining("LFS server 127.0.0.1");
            }
            try (Sync sync = withLargeFiles(server, own + authority)) {
                sync.pass();
                assertThat(sync.read("a.bin")).isEqualTo("large");
            }
            try (Sync sync = withLargeFiles(server, own + ",http.sslVerify:false")) {
                Files.delete(sync.link.resolve("a.bin"));
                sync.pass();
                assertThat(sync.read("a.bin")).isEqualTo("large");
            }
        }
    }

    private Sync withLargeFiles(FakeLfsServer server, String settings) {
        String credential = "{\"url\":\"" + server.url() + "\",\"username\":\"ann\",\"password\":\"s3cret\"}";
        return Sync.of(remote, directory.resolve("root"), "--credential", credential, "--git-config=" + settings);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        try (GitHttpServer server = serve(false);
                Sync sync = sync(server, "http.sslCAInfo:/no/ca.pem")) {
            assertThatThrownBy(sync::pass).hasMessageContaining("http.sslCAInfo: cannot read /no/ca.pem");
        }
    }

    @Test
    void withoutTheCheckEveryServerIsTrusted() throws Exception {
        try (GitHttpServer server = serve(false);
                Sync sync = sync(server, "http.sslVerify:false")) {
            sync.pass();
            assertThat(sync.read("file")).isEqualTo("one");
        }
    }
}
