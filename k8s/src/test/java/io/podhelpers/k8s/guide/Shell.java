package io.podhelpers.k8s.guide;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One bash in which a README's commands run one after the other, as typed by a reader: what one sets, the next finds.
final class Shell implements Closeable {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process bash;
    private final Writer input;
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final Path folder;
    private int commands;

    /// What a command printed on both streams, and how it ended.
    record Result(int exitCode, String printed) {}

    /// @param first the folder of programs that are found before all others
    Shell(Path workingFolder, Path first, Map<String, String> variables) throws IOException {
        folder = Files.createTempDirectory("guide");
        ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(workingFolder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(variables);
        builder.environment().merge("PATH", first.toString(), (old, added) -> added + ":" + old);
        bash = builder.start();
        input = bash.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("ends of commands").start(this::readEnds);
    }

    private void readEnds() {
        try (BufferedReader lines = bash.inputReader(StandardCharsets.UTF_8)) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                ends.add(line);
            }
        } catch (IOException e) {
            ends.add("1"); // bash was killed: whoever waits sees a failed command
        }
    }

    Result run(String command) throws IOException {
        Path out = folder.resolve("out-" + commands++);
        input.write("{ " + command + "\n} >" + out + " 2>&1 </dev/null\necho $?\n");
        input.flush();
        try {
            String end = ends.poll(LONGEST.toSeconds(), TimeUnit.SECONDS);
            if (end == null) {
                throw new AssertionError(command + ": no end within " + LONGEST.toSeconds() + " s, printed so far:\n"
                        + Files.readString(out));
            }
            return new Result(Integer.parseInt(end), Files.readString(out));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command, e);
        }
    }

    @Override
    public void close() throws IOException {
        bash.descendants().forEach(ProcessHandle::destroy);
        bash.destroy();
        for (int file = 0; file < commands; file++) {
            Files.deleteIfExists(folder.resolve("out-" + file));
        }
        Files.deleteIfExists(folder);
    }
}
