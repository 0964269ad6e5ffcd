package io.podhelpers.logshipper.follow;

import io.podhelpers.logshipper.parse.Parsers;
import io.podhelpers.logshipper.parse.RecordStarts;
import java.time.Duration;

/// What is a line, and which lines are one record.
///
/// @param encoding how bytes are text
/// @param starts which lines begin a record
/// @param quiet how long a log must be quiet before its last record is taken for whole
public record LineRules(Encoding encoding, RecordStarts starts, Duration quiet) {
    /// UTF-8, and each line is a record.
    public static LineRules plain() {
        return new LineRules(Encoding.PLAIN, new RecordStarts("none", new Parsers("none", "")), Duration.ZERO);
    }
}
