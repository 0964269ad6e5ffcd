package io.podhelpers.gitsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theOptionTableIsWhatTheCommandLineTakes() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `-"))
                .toList();
        assertThat(rows).isEqualTo(CommandLineRunner.optionTable(new GitSyncCommand(), new OptionVariables()));
    }
}
