package io.podhelpers.runtime.log;

/// Collects the fields of one log line.
interface LineBuilder {
    void add(String key, String value);

    /// The line with its line end.
    String end();
}
