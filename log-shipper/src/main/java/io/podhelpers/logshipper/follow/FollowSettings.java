package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.LineReader.LongLines;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// How files are found and read; a validated part of the configuration.
///
/// @param inputs the patterns of the files to follow
/// @param excludes patterns of files to leave alone
/// @param fromEnd whether files that are there at the very first start are followed from their end
/// @param ignoreOlder files not written for so long are left alone until they are written again; zero: none
/// @param mostLineBytes the limit of a line
/// @param skipLongLines whether longer lines are dropped instead of cut
/// @param closeRemovedAfter how long a deleted file is kept open after all of it was delivered, for a writer
/// that still
/// has it open
/// @param idle when logs that nothing happens to are closed
/// @param lines what a line and a record are
/// @param removed how much removed logs may hold
public record FollowSettings(
        List<String> inputs,
        List<String> excludes,
        boolean fromEnd,
        Duration ignoreOlder,
        int mostLineBytes,
        boolean skipLongLines,
        Duration closeRemovedAfter,
        Idle idle,
        LineRules lines,
        RemovedLimits removed) {
    /// When logs that nothing happens to are closed, until they grow.
    ///
    /// @param after nothing has happened for so long
    /// @param mostOpen only beyond so many open logs: of an open one, not even its deletion hides the last lines
    public record Idle(Duration after, int mostOpen) {
        /// So many open files are no burden to anybody.
        public static final int MOST_OPEN = 64;
    }

    /// How much removed logs that are not shipped may hold.
    ///
    /// @param mostFiles so many of them
    /// @param mostBytes so much of the disk, together
    public record RemovedLimits(int mostFiles, long mostBytes) {}

    /// The name among the inputs that stands for standard input.
    private static final String STANDARD_INPUT_NAME = "-";

    static final Path STANDARD_INPUT = Path.of(STANDARD_INPUT_NAME);

    public FollowSettings {
        inputs = List.copyOf(inputs);
        excludes = List.copyOf(excludes);
    }

    /// Whether standard input is among the inputs.
    public boolean readsStandardInput() {
        return inputs.contains(STANDARD_INPUT_NAME);
    }

    /// Whether files are among the inputs.
    public boolean followsFiles() {
        for (String input : inputs) {
            if (!input.equals(STANDARD_INPUT_NAME)) {
                return true;
            }
        }
        return false;
    }

    private List<String> files() {
        return inputs.stream()
                .filter(input -> !input.equals(STANDARD_INPUT_NAME))
                .toList();
    }

    /// Standard input, with room for a line of any length that is allowed.
    ///
    /// @param arrived called with the path that stands for it when there is something to be read
    /// @param over called when nothing more will come
    public StreamBytes standardInput(InputStream in, Consumer<Path> arrived, Runnable over) {
        return new StreamBytes(in, Math.max(1 << 20, 2 * mostLineBytes), () -> arrived.accept(STANDARD_INPUT), over);
    }

    /// The directory before the first wildcard of the first pattern.
    public Path firstDirectory() {
        return followsFiles()
                ? new Glob("--input", files().getFirst()).base()
                : Path.of("").toAbsolutePath();
    }

    Discovery discovery() {
        return new Discovery(
                files().stream().map(pattern -> new Glob("--input", pattern)).toList(),
                excludes.stream().map(pattern -> new Glob("--exclude", pattern)).toList());
    }

    LineReader reader() {
        return new LineReader(mostLineBytes, skipLongLines ? LongLines.SKIP : LongLines.TRUNCATE, lines);
    }
}
