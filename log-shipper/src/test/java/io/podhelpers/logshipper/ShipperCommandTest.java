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
                "--sink=carrier-pigeon; --sink: 'carrier-pigeon' (expected: stdout, file",
                "--sink=http; --http-url: missing (expected with --sink http)",
                "--sink=file; --file-path: missing",
                "--sink=loki; --loki-url: missing (expected with --sink loki)",
                "--sink=opensearch; --elasticsearch-url: missing (expected with --sink opensearch)",
                "--sink=s3 --s3-url=http://x/b; --s3-credentials-file: missing",
                "--sink=syslog --syslog-address=x:514; --syslog-address: 'x:514' (expected: such as tls://",
                "--sink=syslog --syslog-address=http://x:514; --syslog-address: 'http://x:514'",
                "--sink=syslog --syslog-address=tcp://x:5 --syslog-facility=24; --syslog-facility: 24 (expected: 0..23)",
                "--sink=elasticsearch --elasticsearch-url=http://x --elasticsearch-index=A; --elasticsearch-index: 'A'",
                "--sink=loki --loki-url=http://x --loki-label=a.b=c; --loki-label: 'a.b=c' (expected: NAME=VALUE",
                "--dead-letter=sink:loki; --loki-url: missing",
                "--sample=0; --sample: 0.0 (expected: more than 0, up to 1)",
                "--sample-of=x; --sample-of: 'x' (expected: FIELD=REGEX",
                "--rate-limit=-1; --rate-limit: -1",
                "--redact=line=[; --redact: 'line=[': Unclosed",
                "--label-env=a=NO_SUCH_VARIABLE; --label-env: no environment variable NO_SUCH_VARIABLE",
                "--label-file=a=/no/such; --label-file: cannot read /no/such",
                "--sink=stdout,stdout; twice",
                "--sink=loki --loki-url=http://h/ --http-compression=zstd; --http-compression: zstd (expected with --sink"
                        + " loki: none or gzip)",
                "--linger=soon; soon",
                "--read-from=middle; middle",
            })
    void saysInOneLineWhatCannotBeUsed(String option, String message) {
        End end = run(Map.of(), option.split(" "));

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
                .contains("--http-ca-file: " + empty + ": no certificate in it");
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
        assertThat(run(Map.of(), "--no-such-option=a").exitCode()).isEqualTo(2);
    }
}
