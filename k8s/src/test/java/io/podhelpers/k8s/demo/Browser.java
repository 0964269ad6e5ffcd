package io.podhelpers.k8s.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Chromium without a window, of this machine. Its clock runs ahead while a page waits for nothing but time.
final class Browser {
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox", // which root's Chromium lacks; it opens nothing but our own page
            "--disable-gpu",
            "--disable-dev-shm-usage", // small within a container
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr", // with what the page's console says
            "--virtual-time-budget=120000",
            "--dump-dom");

    private final Path folder;

    /// What became of the page, and each message on its console: an error of a script is one.
    record Page(String dom, List<String> console) {}

    /// @param folder empty: the browser's profile
    Browser(Path folder) {
        this.folder = folder;
    }

    Page open(String url) throws IOException, InterruptedException {
        Path dom = folder.resolve("dom");
        Path log = folder.resolve("log");
        Process browser = new ProcessBuilder(Stream.of(
                                Stream.of(program()),
                                FLAGS.stream(),
                                Stream.of("--user-data-dir=" + folder.resolve("profile"), url))
                        .flatMap(words -> words)
                        .toList())
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(browser.waitFor(3, TimeUnit.MINUTES))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        try (Stream<String> lines = Files.lines(log)) {
            return new Page(
                    Files.readString(dom),
                    lines.filter(line -> line.contains(":CONSOLE")).toList());
        }
    }

    private static String program() {
        String path = System.getenv().getOrDefault("PATH", "");
        return NAMES.stream()
                .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no browser on the PATH (expected: one of " + NAMES + ")"));
    }
}
