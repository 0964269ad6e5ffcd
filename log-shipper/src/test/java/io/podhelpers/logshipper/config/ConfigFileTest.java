package io.podhelpers.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFileTest {
    @TempDir
    private Path directory;

    private ConfigFile read(String yaml) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("shipper.yaml"), yaml));
    }

    @Test
    void takesScalarsAsTheyAreWrittenAndKnowsTheirLines() throws IOException {
        ConfigFile file = read("""
                # for all
                linger: 1m30s
                batch-bytes: 1Mi
                http-insecure: yes
                label:
                  k8s.pod.name: web-0
                  n: 007
                inputs:
                  - name: access
                    input: [/a/*.log, /b/*.log]
                sinks:
                  - sink: http
                    http-url: http://x/
                """);

        assertThat(file.top())
                .containsExactly(
                        new Setting("linger", List.of("1m30s"), 2),
                        new Setting("batch-bytes", List.of("1Mi"), 3),
                        new Setting("http-insecure", List.of("yes"), 4),
                        new Setting("label", List.of("k8s.pod.name=web-0", "n=007"), 5));
        assertThat(file.inputs().getFirst().settings())
                .contains(new Setting("input", List.of("/a/*.log", "/b/*.log"), 10));
        assertThat(file.inputs().getFirst().name()).isPresent();
        assertThat(file.sinks().getFirst().settings()).contains(new Setting("http-url", List.of("http://x/"), 13));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\n\tb: 2\n",
                "a: 1\na: 2\n",
                "- a\n- b\n",
                "a: 1\nb: [1, [2]]\n",
                "a: 1\ninputs: x\n",
                "a: 1\nsinks: []\n",
                "a: 1\nsinks:\n  - x\n",
                "a: 1\nb: 'open\n"
            })
    void saysInWhichLineItIsWrong(String yaml) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(UserError.class)
                .hasMessageMatching("(?s).*shipper.yaml:[1-4]: .*");
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThatThrownBy(() -> ConfigFile.read(directory.resolve("none.yaml")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--config: cannot read " + directory.resolve("none.yaml"));
    }

    @Test
    void maySayNothing() throws IOException {
        assertThat(read("# all defaults\n").top()).isEmpty();
    }
}
