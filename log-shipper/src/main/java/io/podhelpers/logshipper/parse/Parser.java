package io.podhelpers.logshipper.parse;

/// Finds the fields of one line.
///
/// Parsers keep nothing of a line but caches, so one object serves every file of a pipeline. One thread.
public sealed interface Parser permits RawParser, LogFormat, ErrorLogParser, JsonParser {
    /// Finds the fields of the line that `fields` holds and adds them.
    ///
    /// @return false if the line is not of this form; whatever was added is then void, and the line is shipped
    /// raw
    boolean parse(Fields fields);

    /// The name in metrics and options.
    String name();
}
