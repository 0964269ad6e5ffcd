package io.podhelpers.runtime.log;

/// `key=value` pairs; a value with a space, a quote, an equals sign or a control character is quoted and escaped.
final class LogfmtLine implements LineBuilder {
    private final StringBuilder line = new StringBuilder(160);

    @Override
    public void add(String key, String value) {
        if (!line.isEmpty()) {
            line.append(' ');
        }
        line.append(key).append('=');
        if (needsQuotes(value)) {
            JsonLine.appendQuoted(line, value);
        } else {
            line.append(value);
        }
    }

    private static boolean needsQuotes(String value) {
        return value.isEmpty()
                || value.chars().anyMatch(c -> c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f);
    }

    @Override
    public String end() {
        return line.append('\n').toString();
    }
}
