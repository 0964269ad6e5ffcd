package io.podhelpers.redisambassador;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void listsEveryOptionAsTheHelpSaysIt() throws IOException {
        List<String> rows = CommandLineRunner.optionTable(new AmbassadorCommand(), AmbassadorCommand.VARIABLES);

        assertThat(Files.readAllLines(Path.of("README.md")))
                .as("the option table should be:\n%s", String.join("\n", rows))
                .containsSubsequence(rows);
    }
}
