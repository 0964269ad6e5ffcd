package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.follow.LineReader.LongLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
public record FollowSettings(
        List<String> inputs,
        List<String> excludes,
        boolean fromEnd,
        Duration ignoreOlder,
        int mostLineBytes,
        boolean skipLongLines,
        Duration closeRemovedAfter) {
    public FollowSettings {
        inputs = List.copyOf(inputs);
        excludes = List.copyOf(excludes);
    }

    /// The directory before the first wildcard of the first pattern.
    public Path firstDirectory() {
        return new Glob("--input", inputs.getFirst()).base();
    }

    Discovery discovery() {
        return new Discovery(
                inputs.stream().map(pattern -> new Glob("--input", pattern)).toList(),
                excludes.stream().map(pattern -> new Glob("--exclude", pattern)).toList());
    }

    LineReader reader() {
        return new LineReader(mostLineBytes, skipLongLines ? LongLines.SKIP : LongLines.TRUNCATE);
    }
}
