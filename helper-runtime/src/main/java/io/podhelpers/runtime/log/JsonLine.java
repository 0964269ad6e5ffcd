package io.podhelpers.runtime.log;

/// One JSON object (RFC 8259) whose values are strings.
final class JsonLine implements LineBuilder {
    private final StringBuilder line = new StringBuilder(200).append('{');

    @Override
    public void add(String key, String value) {
        if (line.length() > 1) {
            line.append(',');
        }
        appendQuoted(line, key);
        line.append(':');
        appendQuoted(line, value);
    }

    static void appendQuoted(StringBuilder to, String value) {
        to.append('"');
        for (int i = 0; i < value.length(); i++) {
            appendEscaped(to, value.charAt(i));
        }
        to.append('"');
    }

    private static void appendEscaped(StringBuilder to, char c) {
        switch (c) {
            case '"', '\\' -> to.append('\\').append(c);
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                if (c < ' ' || c == 0x7f) {
                    to.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 0xf, 16));
                } else {
                    to.append(c);
                }
            }
        }
    }

    @Override
    public String end() {
        return line.append("}\n").toString();
    }
}
