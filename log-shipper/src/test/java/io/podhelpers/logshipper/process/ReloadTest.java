package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.process.StrictReceiver.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGHUP: another configuration takes over while lines are written.
final class ReloadTest {
    @TempDir
    private Path directory;

    private Path access;
    private Path config;
    private StrictReceiver first;
    private StrictReceiver second;
    private ShipperProcess shipper;
    private int written;

    @BeforeEach
    void start() throws IOException {
        access = Files.createDirectory(directory.resolve("logs")).resolve("access.log");
        config = directory.resolve("shipper.yaml");
        first = new StrictReceiver();
        second = new StrictReceiver();
        configure(first.url(), "");
        shipper = ShipperProcess.start(directory, List.of("--config=" + config));
    }

    @AfterEach
    void end() throws IOException {
        shipper.close();
        first.close();
        second.close();
    }

    private void configure(String url, String more) throws IOException {
        Files.writeString(config, """
                input: %s/*.log
                http-timeout: 1s
                retry-most: 1s
                sinks:
                  - sink: http
                    http-url: %s
                %s""".formatted(access.getParent(), url, more));
    }

    private void write(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("10.0.0.7 - - [22/Nov/2026:07:35:01 +0000] \"GET /item/")
                    .append(written++)
                    .append(" HTTP/1.1\" 200 612 \"-\" \"curl\"\n");
        }
        Files.write(access, text.toString().getBytes(US_ASCII), CREATE, APPEND);
    }

    private static List<Integer> items(StrictReceiver receiver) {
        List<Integer> items = new ArrayList<>();
        for (String record : receiver.records()) {
            int at = record.indexOf("/item/") + "/item/".length();
            items.add(Integer.parseInt(record.substring(at, record.indexOf(' ', at))));
        }
        return items;
    }

    private List<Integer> allItems() {
        List<Integer> items = items(first);
        items.addAll(items(second));
        return items;
    }

    private void reload() throws IOException, InterruptedException {
        shipper.signal("HUP");
    }

    private void waitForLog(String words) throws InterruptedException {
        ShipperProcess.until("the log says " + words, () -> {
            try {
                return shipper.log().contains(words);
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void aGoodOneTakesOverWithoutLosingOrRepeatingALine() throws IOException, InterruptedException {
        write(20_000);
        ShipperProcess.until("the first has some", () -> !first.records().isEmpty());
        configure(second.url(), "");
        reload();
        write(20_000);
        waitForLog("configuration read again"); // on a busy machine the first may have had all by then
        write(100);
        ShipperProcess.until("the second has some", () -> !second.records().isEmpty());
        ShipperProcess.until("all are there", () -> allItems().size() >= written);
        shipper.terminate();

        assertThat(shipper.exitCode()).isZero();
        assertThat(allItems()).hasSize(written).doesNotHaveDuplicates();
        assertThat(shipper.log()).contains("configuration read again");
    }

    @Test
    void aBadOneIsRefusedInOneLineAndTheRunningOneGoesOn() throws IOException, InterruptedException {
        write(10);
        ShipperProcess.until("the first has them", () -> first.records().size() == written);
        configure(second.url(), "    lingre: 1s\n");
        reload();
        waitForLog("the new configuration is refused");
        assertThat(shipper.log()).contains("shipper.yaml:7: unknown option 'lingre'");
        assertThat(shipper.admin("/metrics")).contains("log_shipper_config_last_reload_successful 0");
        write(10);
        ShipperProcess.until("the first has these, too", () -> first.records().size() == written);
        assertThat(second.records()).isEmpty();

        configure(first.url(), "  - sink: http\n    name: copy\n    http-url: " + second.url() + "\n");
        reload();
        ShipperProcess.until(
                "the added sink has them all", () -> second.records().size() == written);
        assertThat(shipper.admin("/metrics"))
                .contains("log_shipper_config_last_reload_successful 1")
                .contains("sink=\"copy\"");
        assertThat(items(first)).hasSize(written).doesNotHaveDuplicates();
    }

    @Test
    void aReceiverThatHangsDoesNotHoldUpItsReplacement() throws IOException, InterruptedException {
        first.be(Mood.HANG);
        write(1000);
        ShipperProcess.until("the first was asked", () -> first.requests() > 0);
        configure(second.url(), "");
        reload();

        ShipperProcess.until("the second has all", () -> second.records().size() >= written);
        assertThat(items(second)).hasSize(written).doesNotHaveDuplicates();
    }

    @Test
    void aSinkThatHangsHoldsNoOtherBack() throws IOException, InterruptedException {
        first.be(Mood.HANG);
        configure(first.url(), "  - sink: http\n    name: copy\n    http-url: " + second.url() + "\n");
        reload();
        write(30_000); // more than the batches of the one that hangs can hold
        ShipperProcess.until("the other has all", () -> second.records().size() >= written);
        assertThat(items(second)).hasSize(written).doesNotHaveDuplicates();

        first.be(Mood.TAKE);
        ShipperProcess.until(
                "the one that hung has them, too", () -> first.records().size() >= written);
    }

    /// What another reader of standard input had taken from the pipe would be lost.
    @Test
    void refusesToChangeWhatReadsStandardInputAndGoesOnReadingIt() throws IOException, InterruptedException {
        shipper.close();
        Path home = Files.createDirectory(directory.resolve("piped"));
        configureStandardInput(first.url());
        shipper = ShipperProcess.start(home, List.of("--config=" + config));
        pipe(10);
        ShipperProcess.until("the first lines are there", () -> items(first).size() == 10);
        reload();
        ShipperProcess.until(
                "an equal configuration is taken", () -> logOf(home).contains("configuration read again"));
        configureStandardInput(second.url());
        reload();
        ShipperProcess.until("another is refused", () -> logOf(home).contains("standard input cannot be read twice"));
        pipe(10);
        shipper.input().close();

        assertThat(shipper.exitCode()).isZero();
        assertThat(items(first)).hasSize(20).isSorted().doesNotHaveDuplicates();
        assertThat(items(second)).isEmpty();
    }

    private void configureStandardInput(String url) throws IOException {
        Files.writeString(config, """
                input: "-"
                sinks:
                  - sink: http
                    http-url: %s
                """.formatted(url));
    }

    private void pipe(int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            shipper.input()
                    .write(
                            "10.0.0.7 - - [22/Nov/2026:07:35:01 +0000] \"GET /item/%d HTTP/1.1\" 200 612 \"-\" \"curl\"\n"
                                    .formatted(written++)
                                    .getBytes(US_ASCII));
        }
        shipper.input().flush();
    }

    private static String logOf(Path home) {
        try {
            return Files.readString(home.resolve("err"));
        } catch (IOException e) {
            return "";
        }
    }
}
