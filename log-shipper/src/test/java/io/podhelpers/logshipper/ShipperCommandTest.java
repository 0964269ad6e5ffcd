package io.podhelpers.logshipper;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.runtime.CommandLineRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShipperCommandTest {
    @TempDir
    private Path directory;

    private record End(int exitCode, String err) {}

    private End run(Map<String, String> environment, String... args) {
        StringWriter err = new StringWriter();
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        int exitCode = CommandLineRunner.run(
                "log-shipper", new ShipperCommand(), Main.VARIABLES, args, environment, nowhere, new PrintWriter(err));
        return new End(exitCode, err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "--batch-bytes=1; --batch-bytes: 1 (expected: 4096..8388608)",
                "--batch-lines=0; --batch-lines: 0",
                "--max-line-bytes=5Mi; --max-line-bytes: 5242880",
                "--sweep-interval=0s; --sweep-interval: 0s (expected: more than 0s)",
                "--linger=-1s; --linger: -1s",
                "--retry-most=1ms; --retry-most: 1ms (expected: at least --retry-first",
                "--parser=apache; --parser: 'apache' (expected: auto",
                "--nginx-log-format=x; 'x' has no variable",
                "--error-log-zone=Mars; --error-log-zone: 'Mars'",
                "--input=/a/[b; --input: '/a/[b'",
                "--keep=x; --keep: 'x' (expected: FIELD=REGEX",
                "--label=x; --label: 'x' (expected: NAME=VALUE)",
                "--sink=kafka; --sink: 'kafka' (expected: stdout, http or file)",
                "--sink=http; --http-url: missing (expected with --sink http)",
                "--sink=file; --file-path: missing",
                "--sink=stdout,stdout; twice",
                "--linger=soon; soon",
                "--read-from=middle; middle",
            })
    void saysInOneLineWhatCannotBeUsed(String option, String message) {
        End end = run(Map.of(), option);

        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.err().lines()).hasSize(1).first().asString().contains(message);
    }

    @Test
    void neverShowsTheCredentialsOfAUrl() {
        End end = run(Map.of("LOG_SHIPPER_HTTP_URL", "http://me:secret@host/"), "--sink=http");

        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.err()).contains("--http-url").doesNotContain("secret");
    }

    @Test
    void refusesCertificatesAndSecretsThatAreNotThere() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        String[] http = {"--sink=http", "--http-url=https://127.0.0.1:1/"};
        assertThat(run(Map.of(), http[0], http[1], "--http-ca-file=" + empty).err())
                .contains("no certificate in " + empty);
        assertThat(run(Map.of(), http[0], http[1], "--http-bearer-token-file=" + directory.resolve("no"))
                        .err())
                .contains("--http-bearer-token-file: no file");
        assertThat(run(Map.of(), http[0], http[1], "--http-client-cert-file=" + empty)
                        .err())
                .contains("one is missing");
    }

    @Test
    void refusesACheckpointDirectoryThatCannotBe() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        End end = run(
                Map.of(),
                "--input=" + directory + "/*.log",
                "--checkpoint-dir=" + file + "/x",
                "--admin-listen-address=127.0.0.1:0");

        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(end.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("--checkpoint-dir: cannot write to " + file);
    }

    @Test
    void answersAnUnknownOptionWithExitCode2() {
        assertThat(run(Map.of(), "--kafka-brokers=a").exitCode()).isEqualTo(2);
    }
}
