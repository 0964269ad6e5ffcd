package io.podhelpers.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.testcontainers.pod.manifest.ContainerSpec;
import io.podhelpers.testcontainers.pod.manifest.Manifests;
import io.podhelpers.testcontainers.pod.manifest.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The files of `monitoring/` among themselves and beside the examples.
final class MonitoringTest {
    static final Path FOLDER = Path.of("monitoring");

    @Test
    void hasTheSameRulesForTheOperatorAndWithoutIt() throws IOException {
        assertThat(at(yaml("prometheus-rule.yaml"), "spec", "groups")).isEqualTo(at(yaml("alerts.yaml"), "groups"));
    }

    @Test
    void testsEveryAlert() throws IOException {
        String tests = Files.readString(FOLDER.resolve("alerts-test.yaml"));
        String readme = Files.readString(FOLDER.resolve("README.md"));
        for (Object group : list(at(yaml("alerts.yaml"), "groups"))) {
            for (Object rule : list(at(group, "rules"))) {
                String name = String.valueOf(at(rule, "alert"));
                assertThat(tests).contains("alertname: " + name);
                assertThat(readme).contains("`" + name + "`");
            }
        }
    }

    @Test
    void scrapesEachHelperByTheNameOfItsPort() throws IOException {
        List<String> ports = list(at(yaml("pod-monitor.yaml"), "spec", "podMetricsEndpoints")).stream()
                .map(endpoint -> String.valueOf(at(endpoint, "port")))
                .toList();
        List<String> named = new ArrayList<>();
        Manifests.read(Path.of("all-four")).pods().stream()
                .filter(pod -> pod.name().equals("webserver"))
                .flatMap(pod -> pod.spec().initContainers().stream())
                .map(ContainerSpec::ports)
                .forEach(found -> found.forEach(port -> named.add(port.name().orElseThrow())));
        assertThat(ports).containsExactlyInAnyOrderElementsOf(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adapter", "all-four"})
    void annotatesThePodWithAPortThatServesMetrics(String example) throws IOException {
        Pod pod = Manifests.read(Path.of(example)).pods().stream()
                .filter(one -> one.name().equals("webserver"))
                .findFirst()
                .orElseThrow();
        List<Integer> ports = pod.spec().initContainers().stream()
                .flatMap(container -> container.ports().stream())
                .filter(port -> port.name().equals(Optional.of("metrics")))
                .map(ContainerSpec.Port::number)
                .toList();
        assertThat(pod.metadata().annotations())
                .containsEntry("prometheus.io/scrape", "true")
                .containsEntry("prometheus.io/port", String.valueOf(ports.getFirst()));
    }

    @Test
    void appliesAndExplainsEveryFile() throws IOException {
        String kustomization = Files.readString(FOLDER.resolve("kustomization.yaml"));
        assertThat(kustomization).contains("pod-monitor.yaml", "prometheus-rule.yaml", "dashboard.json");
        assertThat(Files.readString(FOLDER.resolve("README.md")))
                .contains(
                        "pod-monitor.yaml", "prometheus-rule.yaml", "alerts.yaml", "alerts-test.yaml", "dashboard.json")
                .contains("kubectl apply -k k8s/monitoring");
    }

    @Test
    void numbersEveryPanelOfTheDashboardOnce() throws IOException {
        assertThat(list(at(yaml("dashboard.json"), "panels")).stream().map(panel -> at(panel, "id")))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(20);
    }

    /// Every query of the dashboard and the alerts.
    static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (Object panel : list(at(yaml("dashboard.json"), "panels"))) {
            if (panel instanceof Map<?, ?> map && map.containsKey("targets")) {
                list(map.get("targets")).forEach(target -> queries.add(String.valueOf(at(target, "expr"))));
            }
        }
        for (Object group : list(at(yaml("alerts.yaml"), "groups"))) {
            list(at(group, "rules")).forEach(rule -> queries.add(String.valueOf(at(rule, "expr"))));
        }
        return queries;
    }

    /// JSON is YAML, too.
    private static Object yaml(String name) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FOLDER.resolve(name)));
    }

    private static Object at(Object value, String... path) {
        Object found = value;
        for (String step : path) {
            if (!(found instanceof Map<?, ?> map) || !map.containsKey(step)) {
                throw new AssertionError("no " + step + " in " + found);
            }
            found = map.get(step);
        }
        return found;
    }

    private static List<?> list(Object value) {
        return (List<?>) value;
    }
}
