package io.podhelpers.nginxexporter;

import static io.podhelpers.nginxexporter.RealNginx.metrics;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.NginxExporterContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/// `--nginx.plus`: the image beside the official exporter, both asking the same server for the same recorded answers.
final class PlusDropInIT {
    private static final Path ANSWERS = Path.of("src/test/resources/plus");
    private static final String PLUS = "--nginx.plus";
    private static final String URI_OPTION = "--nginx.scrape-uri=";
    private static final String ONE = "http://nginx:8090/api";
    private static final String OTHER = "http://nginx:8090/other";
    /// NGINX Plus itself is not to be had without a licence: a plain nginx serves the answers in its place.
    private static final String API = """
            server {
                listen 8090;
                default_type application/json;
                root /srv;
                location ~ ^/(api|other)/$ { return 200 '[1,2,3,4,5,6,7,8,9]'; }
                location / {
                    rewrite ^/other/(.*) /api/$1;
                    try_files $uri.json $uri/index.json ${uri}index.json =404;
                }
            }
            """;

    @TempDir
    private Path shared;

    @Test
    void servesTheSameFamiliesTypesHelpLabelsAndValues() throws Exception {
        try (RealNginx nginx = api();
                NginxExporterContainer ours = ours(nginx, ONE).withConstLabel("env", "prod");
                GenericContainer<?> theirs =
                        nginx.official(PLUS, URI_OPTION + ONE, "--prometheus.const-label=env=prod")) {
            ours.start();
            theirs.start();
            List<String> expected = lines(metrics(theirs));
            assertThat(expected).hasSizeGreaterThan(900);
            assertThat(lines(metrics(ours))).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void servesTheSameForSeveralApis() throws Exception {
        try (RealNginx nginx = api();
                NginxExporterContainer ours = ours(nginx, ONE, OTHER);
                GenericContainer<?> theirs = nginx.official(PLUS, URI_OPTION + ONE, URI_OPTION + OTHER)) {
            ours.start();
            theirs.start();
            assertThat(lines(metrics(ours))).containsExactlyElementsOf(lines(metrics(theirs)));
            nginx.container().execInContainer("rm", "-r", "/srv/api/9/nginx.json", "/srv/api/9/http/caches.json");
            // theirs is down without the caches of a version that should have them, ours leaves them out
            assertThat(lines(metrics(ours)))
                    .contains("nginxplus_up{addr=\"" + ONE + "\"} 1")
                    .noneMatch(line -> line.startsWith("nginxplus_cache_"));
        }
    }

    @Test
    void anAnswerTooLargeForItsHeapIsAFailedScrapeAndNotItsEnd() throws Exception {
        String upstreams =
                Files.readString(ANSWERS.resolve("http/upstreams.json")).strip();
        String members = upstreams.substring(1, upstreams.length() - 1);
        String large = "{" + String.join(",", Collections.nCopies(4_000_000 / members.length(), members)) + "}";
        try (RealNginx nginx = api();
                NginxExporterContainer ours = ours(nginx, ONE).withMemoryLimit(64L << 20)) {
            nginx.container().copyFileToContainer(Transferable.of(large), "/srv/api/9/http/upstreams.json");
            ours.start();
            for (int scrape = 0; scrape < 5; scrape++) {
                assertThat(metrics(ours)).contains("nginxplus_up 0\n");
            }
            nginx.container().copyFileToContainer(Transferable.of(upstreams), "/srv/api/9/http/upstreams.json");
            assertThat(metrics(ours)).contains("nginxplus_up 1\n");
        }
    }

    @Test
    void theRecordedFamiliesAreThoseOfTheOfficialExporter() throws Exception {
        try (RealNginx nginx = api();
                GenericContainer<?> theirs = nginx.official(PLUS, URI_OPTION + ONE)) {
            theirs.start();
            assertThat(lines(Files.readString(ANSWERS.resolve("official-1.4.1.txt"))))
                    .containsExactlyElementsOf(lines(metrics(theirs)));
        }
    }

    private static NginxExporterContainer ours(RealNginx nginx, String... uris) {
        return nginx.exporter(uris).withOption(PLUS, "true");
    }

    private RealNginx api() throws Exception {
        RealNginx nginx = new RealNginx(API, shared);
        nginx.container().copyFileToContainer(MountableFile.forHostPath(ANSWERS), "/srv/api/9");
        return nginx;
    }

    /// The order of series within a family is nobody's business.
    private static List<String> lines(String metrics) {
        return RunningExporter.families(metrics, "nginxplus_").lines().sorted().toList();
    }
}
