package io.podhelpers.logshipper.parse;

/// Takes the whole line as the body.
final class RawParser implements Parser {
    @Override
    public boolean parse(Fields fields) {
        fields.add(FieldNames.BODY, fields.lineFrom(), fields.lineTo());
        return true;
    }

    @Override
    public String name() {
        return "none";
    }
}
