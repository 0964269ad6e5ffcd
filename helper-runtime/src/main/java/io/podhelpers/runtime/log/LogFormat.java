package io.podhelpers.runtime.log;

/// The two forms of a log line.
public enum LogFormat {
    /// `time=… level=info logger=… msg="…" key=value`
    LOGFMT,
    /// `{"time":"…","level":"info","logger":"…","msg":"…","key":"value"}`
    JSON
}
