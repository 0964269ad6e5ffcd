package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.podhelpers.testcontainers.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of secret in runs that succeed and runs that fail, at the highest detail of the log: none of them is in a
/// log line, a metric, an error file, a thread dump, an argument of the process or a file on the volume.
@SuppressWarnings("NullAway.Init") // set before each test
class SecretsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final AtomicInteger hookStatus = new AtomicInteger(500);
    private Remote remote;
    private GitHttpServer git;
    private HttpServer others;

    @BeforeEach
    void startServers() throws Exception {
        remote = Remote.withOneCommit(directory, "repo");
        git = new GitHttpServer(directory);
        others = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/askpass", 200, "username=me\npassword=" + secret("password from askpass") + "\n");
        answer("/askpass-broken", 200, "username=me\npass " + secret("broken answer of askpass") + "\n");
        answer(
                "/app/installations/42/access_tokens",
                201,
                "{\"token\":\"" + secret("token of the app") + "\",\"expires_at\":\"2999-01-01T00:00:00Z\"}");
        others.createContext("/hook", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(hookStatus.get(), -1);
            }
        });
        others.start();
    }

    @AfterEach
    void stopServers() {
        git.close();
        others.stop(0);
    }

    private void answer(String path, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        others.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    /// A value that is found wherever it turns up, also as the part of a Basic login.
    private String secret(String kind) {
        return secrets.computeIfAbsent(
                kind, _ -> "s3cret-%04d-%s".formatted(secrets.size(), Integer.toHexString(kind.hashCode())));
    }

    private String other(String path) {
        return "http://127.0.0.1:" + others.getAddress().getPort() + path;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private interface During {
        void run(int admin, Helper helper) throws Exception;
    }

    private void run(String name, Map<String, String> environment, During during, String... more) throws Exception {
        Path root = directory.resolve("root-" + name);
        int admin = FreePorts.next();
        List<String> arguments = new ArrayList<>(List.of(
                "--root=" + root,
                "--link=link",
                "--period=50ms",
                "--max-failures=-1",
                "--error-file=error",
                "--http-bind=127.0.0.1:" + admin,
                "--http-metrics",
                "--http-pprof",
                "-v=9"));
        arguments.addAll(List.of(more));
        try (Helper helper = Helper.start(directory, environment, arguments.toArray(String[]::new))) {
            Eventually.holds(name + " serves: " + helper.log(), () -> isServed(admin) || !helper.isAlive());
            during.run(admin, helper);
            outputs.put(name + ": arguments", Files.readString(Path.of("/proc/" + helper.pid() + "/cmdline")));
            outputs.put(name + ": metrics", get(admin, "/metrics"));
            outputs.put(name + ": readiness", get(admin, "/readyz"));
            outputs.put(name + ": threads", get(admin, "/debug/pprof/"));
            collectFiles(name, root);
            helper.terminate();
            helper.awaitExit();
            outputs.put(name + ": log", helper.log());
        }
        collectFiles(name, root);
    }

    private void collectFiles(String name, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                outputs.put(name + ": " + each, Files.readString(each, StandardCharsets.ISO_8859_1));
            }
        } catch (UncheckedIOException e) {
            outputs.put(name + ": walk", e.toString()); // renamed while it was looked at; the end is looked at again
        }
    }

    private static boolean isServed(int admin) {
        try {
            get(admin, "/livez");
            return true;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void failing(int admin, Helper helper) throws Exception {
        Eventually.holds("failures: " + helper.log(), () -> count(admin, "error") >= 2);
    }

    private void succeeding(int admin, Helper helper) throws Exception {
        Eventually.holds("successes: " + helper.log(), () -> count(admin, "noop") >= 2);
    }

    private static double count(int admin, String status) throws Exception {
        return get(admin, "/metrics")
                .lines()
                .filter(line -> line.startsWith("git_sync_count_total{") && line.contains("\"" + status + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void noSecretOfAnyKindLeavesTheProcess() throws Exception {
        passwords();
        issuedLogins();
        pushesAndHooks();
        ssh();
        configFile();
        assertThat(outputs).hasSizeGreaterThan(50);
        List<String> found = new ArrayList<>();
        secrets.forEach((kind, secret) -> {
            String login = Base64.getEncoder().encodeToString(("me:" + secret).getBytes(StandardCharsets.UTF_8));
            outputs.forEach((where, text) -> text.lines()
                    .filter(line -> line.contains(secret) || line.contains(login))
                    .limit(1)
                    .forEach(line -> found.add("the " + kind + " in " + where + ": " + line)));
        });
        assertThat(found).isEmpty();
    }

    private void passwords() throws Exception {
        git.protect("repo.git", "me:" + secret("password"));
        Map<String, String> wrong = Map.of(
                "GITSYNC_PASSWORD",
                secret("wrong password"),
                "GITSYNC_CREDENTIAL",
                "[{\"url\":\"" + git.url("") + "\",\"username\":\"me\",\"password\":\"" + secret("credential") + "\"}]",
                "GITSYNC_GIT_CONFIG",
                "http.extraHeader:X-Token: " + secret("header"));
        run("wrong-password", wrong, this::failing, "--repo=" + git.url("repo.git"), "--username=me");
        run(
                "url",
                Map.of(
                        "GITSYNC_REPO",
                        git.url("repo.git").replace("//", "//me:" + secret("wrong password in the URL") + "@")),
                this::failing);
        run(
                "right-url",
                Map.of("GITSYNC_REPO", git.url("repo.git").replace("//", "//me:" + secret("password") + "@")),
                this::succeeding);
        Path cookies = file("cookies", "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t" + secret("cookie") + "\n");
        run(
                "right-password",
                Map.of("GITSYNC_GIT_CONFIG", "http.extraHeader:X-Token: " + secret("header")),
                this::succeeding,
                "--repo=" + git.url("repo.git"),
                "--username=me",
                "--cookie-file=" + cookies,
                "--password-file=" + file("password", secret("password") + "\n"));
    }

    private void issuedLogins() throws Exception {
        git.protect("repo.git", "me:" + secret("password from askpass"));
        run(
                "askpass",
                Map.of(),
                this::succeeding,
                "--repo=" + git.url("repo.git"),
                "--askpass-url=" + other("/askpass"));
        Map<String, String> broken =
                Map.of("GITSYNC_ASKPASS_URL", other("/askpass-broken?key=" + secret("key of askpass")));
        run("askpass-broken", broken, this::failing, "--repo=" + git.url("repo.git"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String key = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        secrets.put("key of the app", key.substring(100, 140));
        git.protect("repo.git", "x-access-token:" + secret("token of the app"));
        Map<String, String> app = Map.of(
                "GITSYNC_GITHUB_APP_PRIVATE_KEY",
                "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
        String[] named = {
            "--repo=" + git.url("repo.git"), "--github-app-client-id=Iv1", "--github-app-installation-id=42"
        };
        run("app", app, this::succeeding, with(named, "--github-base-url=" + other("")));
        git.protect("repo.git", "x-access-token:another");
        run("app-refused", app, this::failing, with(named, "--github-base-url=" + other("")));
        run("app-broken", app, this::failing, with(named, "--github-base-url=" + other("/hook")));
    }

    private static String[] with(String[] some, String more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private void pushesAndHooks() throws Exception {
        int push = FreePorts.next();
        Path secretFile = file("push", secret("push") + "\n");
        Map<String, String> hook =
                Map.of("GITSYNC_WEBHOOK_URL", other("/hook?token=" + secret("token of the webhook")));
        run(
                "push",
                hook,
                (admin, helper) -> {
                    succeeding(admin, helper);
                    for (String token : List.of(secret("push"), secret("wrong push"))) {
                        HTTP.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + push + "/"))
                                        .header("X-Gitlab-Token", token)
                                        .header("X-Gitlab-Event", "Push Hook")
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
                    }
                    Eventually.holds("the hook fails", () -> helper.log().contains("hook failed"));
                    hookStatus.set(200);
                    Eventually.holds("the hook succeeds", () -> helper.log().contains("hook succeeded"));
                },
                "--repo=" + remote.url(),
                "--webhook-backoff=1s",
                "--push-listen=127.0.0.1:" + push,
                "--push-secret-file=" + secretFile);
    }

    private void ssh() throws Exception {
        KeyPair host = KeyPairGenerator.getInstance("EC").generateKeyPair();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((_, _, _) -> false);
        server.start();
        Path key = directory.resolve("ssh-key");
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .start()
                .waitFor();
        secrets.put("ssh key", Files.readAllLines(key).get(2).substring(0, 40));
        run(
                "ssh",
                Map.of(),
                this::failing,
                "--repo=ssh://git@127.0.0.1:" + server.getPort() + "/repo.git",
                "--ssh-key-file=" + key,
                "--ssh-known-hosts=false");
        server.stop(true);
    }

    private void configFile() throws Exception {
        git.protect("repo.git", "me:" + secret("password"));
        String entry = "- repo: " + git.url("repo.git") + "\n  link: link\n  credential: {url: \"" + git.url("")
                + "\", username: me, password: " + secret("wrong password in YAML") + "%s}\n";
        Path good = file("good.yaml", entry.formatted(""));
        run("yaml", Map.of(), this::failing, "--config=" + good);
        Path bad = file("bad.yaml", entry.formatted(", more: x"));
        try (Helper helper = Helper.start(directory, "--config=" + bad, "--root=" + directory.resolve("bad"))) {
            assertThat(helper.awaitExit()).isEqualTo(1);
            outputs.put("bad.yaml: log", helper.log());
        }
        Path broken = file("broken.yaml", "- repo: x\n  password: [" + secret("password in broken YAML"));
        try (Helper helper = Helper.start(directory, "--config=" + broken, "--root=" + directory.resolve("bad"))) {
            assertThat(helper.awaitExit()).isEqualTo(1);
            outputs.put("broken.yaml: log", helper.log());
        }
    }
}
