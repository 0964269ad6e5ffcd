package io.podhelpers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private final AtomicReference<Optional<String>> missing = new AtomicReference<>(Optional.empty());
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminServer admin;

    @BeforeEach
    void start() throws IOException {
        Health health = new Health();
        health.readyWhen("upstream", missing::get);
        PrometheusMeterRegistry registry = HelperMetrics.registryWithProcess();
        admin = AdminServer.bind("--admin-listen-address", ListenAddress.parse("127.0.0.1:0"), health, registry);
        admin.route("/fails", _ -> {
            throw new IllegalStateException("a fault of ours");
        });
        admin.start();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.port() + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void readinessFollowsItsConditionAndSaysWhatIsMissing() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        missing.set(Optional.of("no primary"));
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("upstream: no primary\n");
    }

    @Test
    void livenessDoesNotFollowReadiness() throws Exception {
        missing.set(Optional.of("no primary"));
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsAreTheTextExpositionWithProcessFigures() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains(
                        "# TYPE process_cpu_seconds_total counter", "process_open_fds ", "jvm_memory_used_bytes{pool=")
                .containsPattern("process_resident_memory_bytes [1-9]");
    }

    @Test
    void anUnknownPathIsNotFoundAlsoBelowAKnownOne() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
    }

    @Test
    void aFaultOfOursIsAnAnswerWithoutItsStackTrace() throws Exception {
        HttpResponse<String> answer = get("/fails");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("internal error\n");
    }

    @Test
    void aPortInUseIsTheUsersMistake() {
        ListenAddress taken = new ListenAddress("127.0.0.1", admin.port());
        assertThatThrownBy(() -> AdminServer.bind("--admin-listen-address", taken))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--admin-listen-address: cannot listen on 127.0.0.1:" + admin.port());
    }
}
