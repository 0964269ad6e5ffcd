package io.podhelpers.testcontainers.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Runs one Pod that has one of everything; the last test ends it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PodContainerIT {
    private static final Path MANIFEST = Path.of("src/test/resources/pods/everything.yaml");
    private static final PodContainer POD = PodContainer.fromYaml(MANIFEST);

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        POD.start();
    }

    @AfterAll
    static void close() {
        POD.close();
    }

    @Test
    @Order(1)
    void startsInitContainersAndSidecarsInOrderAndWaitsForTheirStartupProbes() {
        assertThat(sh("cat /shared/order").lines())
                .containsExactly("prepare", "first-sidecar started", "second-sidecar started", "main started");
        assertThat(POD.isReady()).isTrue();
    }

    @Test
    @Order(1)
    void expandsVariablesInArgumentsAndPublishesThePort() throws IOException, InterruptedException {
        URI page = URI.create("http://" + POD.getHost() + ":" + POD.getMappedPort(8080) + "/");
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body = client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(body).isEqualTo("hello from everything\n");
        }
    }

    @Test
    @Order(1)
    void sharesOneNetworkNamespaceAndAHostName() {
        assertThat(POD.exec("first-sidecar", "wget", "-qO-", "http://localhost:8080/")
                        .stdout())
                .isEqualTo("hello from everything\n");
        assertThat(POD.exec("second-sidecar", "hostname").stdout()).isEqualTo("everything\n");
        assertThat(sh("cat /etc/hosts")).containsPattern("192\\.0\\.2\\.7\\s+old\\.example\\.com");
    }

    @Test
    @Order(1)
    void fillsVolumesFromConfigMapsSecretsAndThePodItself() {
        assertThat(sh("cat /settings/greeting /keys/token /self/labels")).isEqualTo("hellosecretapp=\"everything\"\n");
        assertThat(sh("stat -c '%a %u %g' /keys/token")).startsWith("440 0 10003");
        assertThat(POD.exec("main", "touch", "/settings/x").stderr()).contains("Read-only file system");
    }

    @Test
    @Order(1)
    void mountsPartsOfVolumes() {
        assertThat(sh("cat /one/greeting.txt")).isEqualTo("hello");
        assertThat(POD.exec("main", "touch", "/one/greeting.txt").stderr()).contains("Read-only file system");
        assertThat(sh("touch /part/here; ls /shared/parts/main")).isEqualTo("here\n");
    }

    @Test
    @Order(1)
    void runsAsTheUserAndGroupsOfTheManifest() {
        assertThat(sh("id -u; id -g; id -G")).isEqualTo("10001\n10002\n10002 10003\n");
        assertThat(sh("stat -c '%a %g' /shared")).isEqualTo("2777 10003\n");
        assertThat(POD.exec("main", "touch", "/x").stderr()).contains("Read-only file system");
        assertThat(sh("grep -E 'CapBnd|NoNewPrivs' /proc/self/status"))
                .contains("CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
    }

    @Test
    @Order(1)
    void boundsMemoryAndVolumesInMemory() {
        assertThat(POD.status("main").memoryLimitBytes()).isEqualTo(32 << 20);
        assertThat(POD.exec("main", "dd", "if=/dev/zero", "of=/tmp/full", "bs=64k", "count=32")
                        .stderr())
                .contains("No space left on device");
        sh("rm /tmp/full");
    }

    @Test
    @Order(2)
    void startsACrashedContainerAgain() {
        POD.crash("second-sidecar");

        await(() -> POD.isReady()
                && sh("cat /shared/order")
                                .lines()
                                .filter("second-sidecar started"::equals)
                                .count()
                        == 2);
        assertThat(POD.status("second-sidecar").running()).isTrue();
    }

    @Test
    @Order(2)
    void cutsThePodOffAndLetsItBackIn() {
        assertThat(answers()).isTrue();

        POD.partition();
        assertThat(answers()).isFalse();
        assertThat(POD.exec("first-sidecar", "wget", "-qO-", "http://localhost:8080/")
                        .exitCode())
                .isZero();
        POD.healNetwork();

        await(PodContainerIT::answers);
        POD.slowDown(64);
        await(PodContainerIT::answers);
        POD.healNetwork();
    }

    @Test
    @Order(3)
    void restartsAContainerThatIsNoLongerAlive() {
        POD.exec("main", "killall", "httpd");

        await(() -> POD.status("main").restarts() == 1 && POD.isReady());
    }

    @Test
    @Order(4)
    void endsContainersFirstAndSidecarsInReverseWithinTheGracePeriod() {
        sh(": > /shared/order");

        PodEnd end = POD.terminate();

        assertThat(POD.volumeFile("shared", "order").lines())
                .containsExactly("main prepares", "main ends", "second-sidecar ends", "first-sidecar ends");
        assertThat(end.order()).endsWith("stubborn", "second-sidecar", "first-sidecar");
        assertThat(end.of("main").exitCode()).isZero();
        assertThat(end.of("stubborn").exitCode()).isEqualTo(137);
        assertThat(end.took()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(60));
    }

    @Test
    @Order(5)
    void saysWhyAPodDidNotStart() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: broken}
                spec:
                  initContainers:
                    - {name: check, image: "busybox:1.37", command: [sh, -c, "echo no key in /keys >&2; exit 3"]}
                  containers: [{name: main, image: "busybox:1.37"}]
                """);

        try (PodContainer pod = PodContainer.fromYaml(broken)) {
            assertThatThrownBy(pod::start)
                    .isInstanceOf(PodException.class)
                    .hasMessage(
                            "Pod broken: init container failed: check: ended with exit code 3\n    no key in /keys");
        }
    }

    @Test
    @Order(5)
    void evictsAPodWhoseVolumeGrowsPastItsLimit() throws IOException {
        Path greedy = Files.writeString(folder.resolve("greedy.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: greedy}
                spec:
                  volumes: [{name: logs, emptyDir: {sizeLimit: 1Mi}}]
                  containers:
                    - name: main
                      image: busybox:1.37
                      command: [sleep, "1000"]
                      volumeMounts: [{name: logs, mountPath: /logs}]
                """);

        try (PodContainer pod = PodContainer.fromYaml(greedy)) {
            pod.start();
            assertThat(pod.evicted()).isEmpty();

            pod.exec("main", "dd", "if=/dev/zero", "of=/logs/full", "bs=64k", "count=32");

            await(() -> pod.evicted().isPresent());
            assertThat(pod.evicted()).hasValue("Usage of EmptyDir volume \"logs\" exceeds the limit \"1Mi\".");
            assertThat(pod.status("main").running()).isFalse();
            assertThat(pod.isReady()).isFalse();
        }
    }

    @Test
    @Order(5)
    void refusesToRunAsRootWhatMustNot() throws IOException {
        Path root = Files.writeString(folder.resolve("root.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: root}
                spec:
                  securityContext: {runAsNonRoot: true}
                  containers: [{name: main, image: "busybox:1.37"}]
                """);

        try (PodContainer pod = PodContainer.fromYaml(root)) {
            assertThatThrownBy(pod::start)
                    .hasMessageStartingWith(
                            "Pod root, container main: runAsNonRoot, but image busybox:1.37 runs as \"\"");
        }
    }

    private static boolean answers() {
        try {
            HttpURLConnection page =
                    (HttpURLConnection) URI.create("http://" + POD.getHost() + ":" + POD.getMappedPort(8080) + "/")
                            .toURL()
                            .openConnection();
            page.setConnectTimeout(2000);
            page.setReadTimeout(2000);
            return page.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static String sh(String script) {
        return POD.exec("main", "sh", "-c", script).stdout();
    }

    private static void await(BooleanSupplier condition) {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            try {
                assertThat(never.await(200, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
