package io.podhelpers.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tools/test-summary` has the last word of `make verify`: what it counts is what the reports say.
final class TestSummaryTest {
    private static final Path TOOLS = Path.of("../tools").toAbsolutePath().normalize();

    @TempDir
    Path project;

    @BeforeEach
    void takesTheScriptIntoAProjectOfItsOwn() throws IOException {
        Files.createDirectory(project.resolve("tools"));
        for (String script : new String[] {"test-summary", "common.sh"}) {
            Files.copy(TOOLS.resolve(script), project.resolve("tools").resolve(script));
        }
    }

    @Test
    void listsTheSlowestClassesOfManyAndEndsWell() throws Exception {
        for (int i = 0; i < 1500; i++) { // more than a pipe takes in one piece
            report("surefire", "io.podhelpers.some.far.away.station.Class" + i + "Test", i + ".5", "");
        }
        report("failsafe", "io.podhelpers.some.OneIT", "7.0", "");

        Run run = run();

        assertThat(run.printed()).contains("1499.5 s  io.podhelpers.some.far.away.station.Class1499Test");
        assertThat(run.printed()).contains("unit: 1500 passed, 0 failed, 0 skipped");
        assertThat(run.printed()).contains("container: 1 passed, 0 failed, 0 skipped");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void saysLastWhichTestsFailedAndWhy() throws Exception {
        report("surefire", "io.podhelpers.some.GoodTest", "0.1", "");
        report(
                "failsafe",
                "io.podhelpers.some.BadIT",
                "0.2",
                "<failure message=\"expected: 1 but was: 2\" type=\"E\">");

        Run run = run();

        assertThat(run.printed()).contains("io.podhelpers.some.BadIT.holds: expected: 1 but was: 2");
        assertThat(run.printed()).endsWith("test-summary: tests failed\n");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void refusesARunInWhichAModulesContainerTestsDidNotRun() throws Exception {
        report("surefire", "io.podhelpers.some.GoodTest", "0.1", "");
        Path tests = Files.createDirectories(project.resolve("other/src/test/java/io"));
        Files.createFile(tests.resolve("OtherIT.java"));

        Run run = run();

        assertThat(run.printed()).endsWith("test-summary: no container test ran in: other\n");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private void report(String kind, String testClass, String seconds, String outcome) throws IOException {
        Path folder = Files.createDirectories(project.resolve("some/target/" + kind + "-reports"));
        Files.writeString(folder.resolve("TEST-" + testClass + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite version="3.0.2" name="%s" time="%s" tests="1" errors="0" skipped="0" failures="%d">
                  <testcase name="holds" classname="%s" time="%s">
                    %s
                  </testcase>
                </testsuite>
                """.formatted(
                        testClass, seconds, outcome.isEmpty() ? 0 : 1, testClass, seconds, outcome));
    }

    private record Run(String printed, int exitCode) {}

    private Run run() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "tools/test-summary")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(printed, process.exitValue());
    }
}
