package io.podhelpers.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.command.InspectImageResponse;
import io.podhelpers.testcontainers.HelperImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// What `make release` leaves: images in a registry, each with the list of its parts and where it comes from.
final class ReleaseIT {
    private static final String VERSION = System.getProperty("podhelpers.version", "");
    private static final Pattern CONFIG =
            Pattern.compile("\"config\":\\s*\\{[^}]*\"digest\":\\s*\"(sha256:[0-9a-f]{64})\"");
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    static Stream<DockerImageName> images() {
        return Stream.of(
                HelperImages.LOG_SHIPPER,
                HelperImages.GIT_SYNC,
                HelperImages.NGINX_EXPORTER,
                HelperImages.REDIS_AMBASSADOR);
    }

    @ParameterizedTest
    @MethodSource("images")
    void saysOfEachImageWhatItIsByTheAnnotationsOfTheOciSpecification(DockerImageName image) {
        Map<String, String> labels = labels(image.asCanonicalNameString());

        assertThat(labels)
                .containsEntry("org.opencontainers.image.title", service(image))
                .containsEntry("org.opencontainers.image.version", VERSION)
                .containsEntry("org.opencontainers.image.vendor", "podhelpers")
                .containsKeys("org.opencontainers.image.description", "org.opencontainers.image.revision");
        assertThat(Instant.parse(labels.getOrDefault("org.opencontainers.image.created", "")))
                .isAfter(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(labels.getOrDefault("org.opencontainers.image.revision", "")).matches("[0-9a-f]{12,40}");
    }

    private static Map<String, String> labels(String image) {
        InspectImageResponse answer =
                DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        Map<String, String> labels =
                answer.getConfig() == null ? null : answer.getConfig().getLabels();
        return labels == null ? Map.of() : labels;
    }

    @ParameterizedTest
    @MethodSource("images")
    void listsEveryJarOfTheImageTheRuntimeAndTheBaseAsItsParts(DockerImageName image) throws IOException {
        Path module = REPOSITORY.resolve(service(image));
        String parts = Files.readString(module.resolve("target/sbom/" + service(image) + ".cdx.json"));

        assertThat(parts).contains("\"bomFormat\" : \"CycloneDX\"", "\"specVersion\" : \"1.6\"");
        assertThat(parts).contains("pkg:generic/openjdk@", "pkg:deb/debian/libc6@");
        try (Stream<Path> jars = Files.list(module.resolve("target/dist/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
                            .filter(jar -> !jar.equals(service(image))))
                    .isNotEmpty()
                    .allSatisfy(jar -> assertThat(isListed(parts, jar)).as(jar).isTrue());
        }
    }

    /// A jar's name is its artifact's name, a dash and the version, perhaps with a dash and a classifier behind.
    private static boolean isListed(String parts, String jar) {
        for (int dash = jar.indexOf('-'); dash > 0; dash = jar.indexOf('-', dash + 1)) {
            String version = jar.substring(dash + 1).replaceFirst("-linux-.*", "");
            if (parts.contains("/" + jar.substring(0, dash) + "@" + version + "?")) {
                return true;
            }
        }
        return false;
    }

    /// As `make release`, from a clone of the commit; only the images are those that this build has made already.
    @Test
    void pushesToAnyRegistryAndSignsWhichDigestsComeFromWhichCommit(@TempDir Path folder)
            throws IOException, InterruptedException {
        try (GenericContainer<?> registry = new GenericContainer<>(DockerImageName.parse("registry:2"))
                .withExposedPorts(5000)
                .waitingFor(Wait.forHttp("/v2/"))) {
            registry.start();
            String address = "localhost:" + registry.getMappedPort(5000);
            Path clone = cloned(folder);
            Path out = clone.resolve("target/release");
            run(folder, Map.of(), "openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
            run(folder, Map.of(), "openssl", "pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");

            run(clone, builtImages(folder.resolve("key.pem")), "make", "release", "REGISTRY=" + address + "/team");

            List<String> images = Files.readAllLines(out.resolve("images.txt"));
            String provenance = Files.readString(out.resolve("provenance.json"));
            assertThat(images).hasSize(4);
            for (String image : images) {
                String service = image.replaceFirst(".*/([a-z-]+):.*", "$1");
                String digest = image.substring(image.indexOf('@') + 1);
                assertThat(image).isEqualTo(address + "/team/" + service + ":" + VERSION + "@" + digest);
                assertThat(configIn(address, "team/" + service, digest))
                        .as("what the registry has says the same as what was built")
                        .contains("\"org.opencontainers.image.title\":\"" + service + "\"")
                        .contains("\"org.opencontainers.image.version\":\"" + VERSION + "\"");
                assertThat(provenance).contains(digest.replace("sha256:", "\"sha256\": \""));
                assertThat(out.resolve(service + ".cdx.json")).exists();
                run(folder, Map.of(), "docker", "rmi", image.substring(0, image.indexOf('@'))); // the name alone
            }
            String commit = run(clone, Map.of(), "git", "rev-parse", "HEAD").strip();
            assertThat(provenance).contains("https://slsa.dev/provenance/v1", "\"gitCommit\": \"" + commit + "\"");
            assertThat(checked(folder, out)).isEqualTo(provenance);
            change(out.resolve("provenance.dsse.json"));
            assertThatThrownBy(() -> checked(folder, out)).hasMessageContaining("is not signed by the key of");
        }
    }

    private static Map<String, String> builtImages(Path key) {
        return Map.of("RELEASE_TAG", HelperImages.GIT_SYNC.getVersionPart(), "RELEASE_KEY", key.toString());
    }

    private static String checked(Path folder, Path out) throws IOException, InterruptedException {
        return run(
                folder,
                Map.of(),
                REPOSITORY.resolve("tools/sign").toString(),
                "--check",
                "public.pem",
                out.resolve("provenance.dsse.json").toString());
    }

    /// Another payload than the one that was signed.
    private static void change(Path envelope) throws IOException {
        String signed = Files.readString(envelope);
        Files.writeString(envelope, signed.replace("\"payload\":\"ew", "\"payload\":\"ex"));
    }

    @Test
    void refusesWhatIsNoRelease(@TempDir Path folder) throws IOException, InterruptedException {
        Path clone = cloned(folder);

        assertThatThrownBy(() -> release(clone, "REGISTRY=")).hasMessageContaining("no registry (expected: make");
        assertThatThrownBy(() -> release(clone, "REGISTRY=https://registry.example"))
                .hasMessageContaining("https://registry.example (expected: a name such as");
        assertThatThrownBy(() ->
                        run(clone, Map.of("RELEASE_KEY", "README.md"), "make", "release", "REGISTRY=registry.example"))
                .hasMessageContaining("RELEASE_KEY=README.md (expected: a file with a private key, PEM)");
        Files.writeString(clone.resolve("CHANGELOG.md"), "# Changelog\n");
        assertThatThrownBy(() -> release(clone, "REGISTRY=registry.example"))
                .hasMessageContaining("the tree has changes that are not committed");
        run(clone, Map.of(), "git", "-c", "user.name=a", "-c", "user.email=a@example", "commit", "-qam", "no changes");
        assertThatThrownBy(() -> release(clone, "REGISTRY=registry.example"))
                .hasMessageContaining("CHANGELOG.md has no section for " + VERSION);
    }

    private static void release(Path clone, String registry) throws IOException, InterruptedException {
        run(clone, Map.of(), "make", "release", registry);
    }

    /// The commit that is checked out, and beside it the lists of parts, which are made with the images.
    private static Path cloned(Path folder) throws IOException, InterruptedException {
        run(folder, Map.of(), "git", "clone", "-q", REPOSITORY.toString(), "clone");
        Path clone = folder.resolve("clone");
        for (DockerImageName image : images().toList()) {
            Path list = Path.of(service(image), "target/sbom", service(image) + ".cdx.json");
            Files.createDirectories(clone.resolve(list).getParent());
            Files.copy(REPOSITORY.resolve(list), clone.resolve(list));
        }
        return clone;
    }

    /// What a command prints; if it fails, that is the exception's message.
    private static String run(Path folder, Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("release", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends").isTrue();
            String printed = Files.readString(log);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ":\n" + printed);
            }
            return printed;
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    /// The configuration of the image that has this digest.
    private static String configIn(String registry, String name, String digest)
            throws IOException, InterruptedException {
        String manifest = get("http://" + registry + "/v2/" + name + "/manifests/" + digest);
        Matcher config = CONFIG.matcher(manifest);
        assertThat(config.find()).as(manifest).isTrue();
        return get("http://" + registry + "/v2/" + name + "/blobs/" + config.group(1));
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(url).isEqualTo(200);
            return answer.body();
        }
    }

    private static String service(DockerImageName image) {
        return image.getRepository().replaceFirst(".*/", "");
    }
}
