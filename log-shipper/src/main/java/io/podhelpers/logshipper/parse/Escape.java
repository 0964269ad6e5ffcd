package io.podhelpers.logshipper.parse;

import io.podhelpers.logshipper.parse.FieldName.Kind;

/// How nginx writes a variable's bytes: the `escape` of a `log_format`.
enum Escape {
    /// `\xXX` for a quote, a backslash, control bytes and all above 0x7e; `-` for a variable that is not there.
    DEFAULT(Kind.ESCAPED_TEXT),
    /// As inside a JSON string; nothing for a variable that is not there.
    JSON(Kind.JSON_TEXT),
    /// The bytes as they are; nothing for a variable that is not there.
    NONE(Kind.TEXT);

    private final Kind text;

    Escape(Kind text) {
        this.text = text;
    }

    /// How text is to be read.
    Kind text() {
        return text;
    }

    /// The same field as this way of writing has it.
    FieldName of(FieldName field) {
        return field.kind() == Kind.ESCAPED_TEXT ? field.as(text) : field;
    }
}
