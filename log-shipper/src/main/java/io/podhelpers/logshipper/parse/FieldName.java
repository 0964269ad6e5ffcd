package io.podhelpers.logshipper.parse;

import java.nio.charset.StandardCharsets;

/// The name of a field and how its bytes in the line are to be read; made once, compared by identity.
///
/// Names are those of the OpenTelemetry semantic conventions where these have one, else they begin with
/// `nginx.`.
public final class FieldName {
    /// How the bytes of a field become a JSON value.
    public enum Kind {
        /// Text as nginx's `escape=default` writes it: `\xXX` stands for a byte.
        ESCAPED_TEXT,
        /// Text taken as it is.
        TEXT,
        /// The inside of a JSON string, its escapes as they are.
        JSON_TEXT,
        /// A JSON number, object or array, or `true` or `false`.
        JSON_VALUE,
        /// Digits.
        INTEGER,
        /// Digits with a fraction, such as nginx's seconds with milliseconds.
        DECIMAL,
        /// A number if it is one, else text: `0.005`, `-`, `0.001, 0.004`.
        NUMBER_OR_TEXT,
        /// `22/Nov/2026:07:35:01 +0000`.
        TIME_LOCAL,
        /// `2026/11/22 07:35:01`, in the zone of the process that wrote it.
        TIME_ERROR_LOG,
        /// ISO 8601, taken as it is.
        TIME_ISO,
        /// Seconds since the epoch with a fraction.
        TIME_EPOCH
    }

    private final String name;
    private final Kind kind;
    private final byte[] furtherKey;

    public FieldName(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
        this.furtherKey = (",\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
    }

    /// The same name for bytes of another kind.
    FieldName as(Kind other) {
        return new FieldName(name, other);
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /// The name as a JSON key that is not an object's first, with comma and colon; shared, not to be changed.
    byte[] furtherKey() {
        return furtherKey;
    }

    @Override
    public String toString() {
        return name + " (" + kind + ")";
    }
}
