package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.podhelpers.testcontainers.GitSyncContainer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.images.builder.Transferable;

/// Every way of being let in, with the image against real servers; git is the judge of what arrives.
@SuppressWarnings("NullAway.Init") // set before the tests
class AccessIT {
    private static final String CONFIG = """
            server.modules += ("mod_redirect", "mod_access")
            auth.backend = "plain"
            auth.backend.plain.userfile = "/etc/git-server/it-users"
            auth.require = (
              "/asked.git" => ("method" => "basic", "realm" => "git", "require" => "user=asked"),
              "/app.git" => ("method" => "basic", "realm" => "git", "require" => "user=x-access-token"),
              "/outer.git" => ("method" => "basic", "realm" => "git", "require" => "user=outer"),
              "/inner.git" => ("method" => "basic", "realm" => "git", "require" => "user=inner"))
            url.redirect = ("^/moved/(.*)" => "/demo.git/$1${qsa}")
            $HTTP["url"] =~ "^/cookie.git" { $HTTP["cookie"] !~ "session=c00kie" { url.access-deny = ("") } }
            $SERVER["socket"] == ":8443" {
              ssl.engine = "enable"
              ssl.pemfile = "/etc/git-server/tls.pem"
              ssl.ca-file = "/etc/git-server/ca.pem"
              ssl.verifyclient.activate = "enable"
              ssl.verifyclient.enforce = "enable"
            }
            """;
    private static final String USERS = "asked:p4ss\nx-access-token:ghs_it\nouter:of-outer\ninner:of-inner\n";

    @TempDir
    static Path directory;

    private static GitServer server;

    @BeforeAll
    static void startServer() throws Exception {
        Certificates made = new Certificates(directory);
        server = new GitServer(container -> container
                .withEnv("GIT_REPOS", "demo asked app outer inner cookie")
                .withCopyToContainer(Transferable.of(CONFIG), "/etc/git-server/conf.d/it.conf")
                .withCopyToContainer(Transferable.of(USERS), "/etc/git-server/it-users")
                .withCopyToContainer(Transferable.of(made.ofServer()), "/etc/git-server/tls.pem")
                .withCopyToContainer(Transferable.of(made.text("ca.pem")), "/etc/git-server/ca.pem"));
        server.secret("ca.pem", made.text("ca.pem"));
        server.secret("me.pem", made.text("me.pem"));
        server.secret("me.key", made.text("me.key"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static void expectPublished(GitSyncContainer sync, String root, String page) throws Exception {
        try (sync) {
            sync.start();
            assertThat(server.read(root + "/link/index.html")).isEqualTo(page);
            server.judge(root);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
    void ofThreeSshKeysTheLastOneOpensTheDoor(String type) throws Exception {
        server.run("cd /git/secret && rm -f key* && for i in 1 2; do ssh-keygen -q -t ed25519 -N '' -f key$i; done"
                + " && ssh-keygen -q -t " + type + " -N '' -f key3 && cat key3.pub >/home/git/.ssh/authorized_keys"
                + " && ssh-keyscan git-server 2>/dev/null >known_hosts && chmod 644 *");
        GitSyncContainer sync = server.sync("git@git-server:/srv/git/demo.git", "ssh-" + type)
                .withOption("--ssh-key-file", "/git/secret/key1")
                .withOption("--ssh-key-file", "/git/secret/key2")
                .withOption("--ssh-key-file", "/git/secret/key3")
                .withOption("--ssh-known-hosts-file", "/git/secret/known_hosts");
        expectPublished(sync, "ssh-" + type, "<h1>demo</h1>");
    }

    @Test
    void aServerThatIsNotTheKnownOneIsNotTrustedUnlessTheCheckIsOff() throws Exception {
        server.run("cd /git/secret && rm -f id* && ssh-keygen -q -t ed25519 -N '' -f id"
                + " && cat id.pub >/home/git/.ssh/authorized_keys"
                + " && echo \"git-server $(cut -d' ' -f1,2 id.pub)\" >wrong_hosts && chmod 644 *");
        try (GitSyncContainer sync = server.sync("ssh://git@git-server/srv/git/demo.git", "hosts")
                .withOption("--ssh-key-file", "/git/secret/id")
                .withOption("--ssh-known-hosts-file", "/git/secret/wrong_hosts")) {
            server.startInVain(sync);
            assertThat(server.isPublished("hosts")).isFalse();
        }
        expectPublished(
                server.sync("ssh://git@git-server/srv/git/demo.git", "hosts")
                        .withOption("--ssh-key-file", "/git/secret/id")
                        .withOption("--ssh-known-hosts", "false"),
                "hosts",
                "<h1>demo</h1>");
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhenItIsNamed() throws Exception {
        try (GitSyncContainer sync = server.sync("https://git-server/demo.git", "ca")) {
            server.startInVain(sync);
            assertThat(server.isPublished("ca")).isFalse();
        }
        expectPublished(
                server.sync("https://git-server/demo.git", "ca")
                        .withOption("--git-config", "http.sslCAInfo:/git/secret/ca.pem"),
                "ca",
                "<h1>demo</h1>");
    }

    @Test
    void aClientCertificateOpensTheDoor() throws Exception {
        String authority = "http.sslCAInfo:/git/secret/ca.pem";
        try (GitSyncContainer sync =
                server.sync("https://git-server:8443/demo.git", "client").withOption("--git-config", authority)) {
            server.startInVain(sync);
            assertThat(server.isPublished("client")).isFalse();
        }
        expectPublished(
                server.sync("https://git-server:8443/demo.git", "client")
                        .withOption(
                                "--git-config",
                                authority + ",http.sslCert:/git/secret/me.pem,http.sslKey:/git/secret/me.key"),
                "client",
                "<h1>demo</h1>");
    }

    @Test
    void aRedirectIsFollowed() throws Exception {
        expectPublished(server.sync("http://git-server/moved", "moved"), "moved", "<h1>demo</h1>");
    }

    @Test
    void aCookieOpensTheDoor() throws Exception {
        String cookies = server.secret("cookies", "git-server\tFALSE\t/\tFALSE\t0\tsession\tc00kie");
        try (GitSyncContainer sync = server.sync("http://git-server/cookie.git", "cookie")) {
            server.startInVain(sync);
            assertThat(server.isPublished("cookie")).isFalse();
        }
        expectPublished(
                server.sync("http://git-server/cookie.git", "cookie").withOption("--cookie-file", cookies),
                "cookie",
                "<h1>cookie</h1>");
    }

    @Test
    void submodulesHaveALoginEach() throws Exception {
        server.run("rm -rf /tmp/outer && git clone -q /srv/git/outer.git /tmp/outer && cd /tmp/outer"
                + " && git -c protocol.file.allow=always submodule add -q /srv/git/inner.git sub"
                + " && git config -f .gitmodules submodule.sub.url ../inner.git && git add -A && git commit -qm sub"
                + " && git push -q origin HEAD:main && chown -R git:git /srv/git");
        String password = server.secret("outer", "of-outer");
        GitSyncContainer sync = server.sync("http://git-server/outer.git", "outer")
                .withOption("--username", "outer")
                .withOption("--password-file", password)
                .withOption(
                        "--credential",
                        "{\"url\":\"http://git-server/inner.git\",\"username\":\"inner\",\"password\":\"of-inner\"}");
        expectPublished(sync, "outer", "<h1>outer</h1>");
        assertThat(server.read("outer/link/sub/index.html")).isEqualTo("<h1>inner</h1>");
    }

    /// A service on the test's side that answers 200 to what it finds in order, and notes everything else.
    private static HttpServer service(Strict strict, List<String> faults) throws IOException {
        HttpServer service = HttpServer.create(new InetSocketAddress(0), 0);
        service.createContext("/", exchange -> {
            try (exchange) {
                String fault = strict.faultOf(exchange);
                byte[] body = (fault.isEmpty() ? strict.answer() : fault).getBytes(StandardCharsets.UTF_8);
                if (!fault.isEmpty()) {
                    faults.add(fault);
                }
                exchange.sendResponseHeaders(fault.isEmpty() ? strict.status() : 400, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        service.start();
        return service;
    }

    private interface Strict {
        String faultOf(HttpExchange exchange);

        int status();

        String answer();
    }

    @Test
    void askpassIsAskedBeforeEachPassForANameAndAPassword() throws Exception {
        List<String> faults = new CopyOnWriteArrayList<>();
        HttpServer askpass = service(
                new Strict() {
                    @Override
                    public String faultOf(HttpExchange exchange) {
                        boolean right = exchange.getRequestMethod().equals("GET")
                                && exchange.getRequestURI().toString().equals("/creds?for=demo");
                        return right ? "" : exchange.getRequestMethod() + " " + exchange.getRequestURI();
                    }

                    @Override
                    public int status() {
                        return 200;
                    }

                    @Override
                    public String answer() {
                        return "username=asked\npassword=p4ss\n";
                    }
                },
                faults);
        String url =
                "http://" + server.hostAddress() + ":" + askpass.getAddress().getPort() + "/creds?for=demo";
        try (GitSyncContainer sync =
                server.sync("http://git-server/asked.git", "asked").withOption("--askpass-url", url)) {
            sync.start();
            assertThat(server.read("asked/link/index.html")).isEqualTo("<h1>asked</h1>");
            server.judge("asked");
            Eventually.holds(
                    "asked again",
                    () -> GitServer.get(sync.metricsUri()).contains("git_sync_askpass_calls{status=\"success\"} 3"));
            assertThat(sync.getLogs()).doesNotContain("p4ss");
        } finally {
            askpass.stop(0);
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aGitHubAppBuysATokenWithASignedRequestAndUsesItUntilItExpires() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        String key = server.secret(
                "app.pem",
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----");
        List<String> faults = new CopyOnWriteArrayList<>();
        HttpServer github = service(
                new Strict() {
                    @Override
                    public String faultOf(HttpExchange exchange) {
                        return faultOfToken(exchange, keys);
                    }

                    @Override
                    public int status() {
                        return 201;
                    }

                    @Override
                    public String answer() {
                        return "{\"token\":\"ghs_it\",\"expires_at\":\"2999-01-01T00:00:00Z\"}";
                    }
                },
                faults);
        String url =
                "http://" + server.hostAddress() + ":" + github.getAddress().getPort() + "/api/v3";
        try (GitSyncContainer sync = server.sync("http://git-server/app.git", "app")
                .withOption("--github-base-url", url)
                .withOption("--github-app-application-id", "4711")
                .withOption("--github-app-installation-id", "42")
                .withOption("--github-app-private-key-file", key)) {
            sync.start();
            assertThat(server.read("app/link/index.html")).isEqualTo("<h1>app</h1>");
            server.judge("app");
            Eventually.holds(
                    "passes without an update",
                    () -> !GitServer.get(sync.metricsUri()).contains("git_sync_count_total{status=\"noop\"} 0.0"));
            assertThat(GitServer.get(sync.metricsUri()))
                    .contains("git_sync_refresh_github_app_token_count{status=\"success\"} 1.0")
                    .doesNotContain("ghs_it");
            assertThat(sync.getLogs()).doesNotContain("ghs_it", "PRIVATE");
        } finally {
            github.stop(0);
        }
        assertThat(faults).isEmpty();
    }

    private static String faultOfToken(HttpExchange exchange, KeyPair keys) {
        String[] parts = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .replaceFirst("^Bearer ", "")
                .split("\\.", -1);
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(keys.getPublic());
            check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.US_ASCII);
            boolean right = exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().toString().equals("/api/v3/app/installations/42/access_tokens")
                    && "application/vnd.github+json"
                            .equals(exchange.getRequestHeaders().getFirst("Accept"))
                    && claims.contains("\"iss\":\"4711\"")
                    && check.verify(Base64.getUrlDecoder().decode(parts[2]));
            return right ? "" : exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + claims;
        } catch (GeneralSecurityException | RuntimeException e) {
            return e.toString();
        }
    }
}
