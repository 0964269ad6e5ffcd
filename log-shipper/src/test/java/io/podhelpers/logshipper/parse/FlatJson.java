package io.podhelpers.logshipper.parse;

import java.util.LinkedHashMap;
import java.util.Map;

/// Reads a JSON object of texts and numbers, to look at records with eyes that are not the encoder's.
public final class FlatJson {
    private final String text;
    private int at = 1;

    private FlatJson(String text) {
        this.text = text;
    }

    /// The values, each text unescaped and each other value as it stands.
    public static Map<String, String> read(String object) {
        return new FlatJson(object).members();
    }

    private Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        while (text.charAt(at) != '}') {
            String key = string();
            expect(':');
            String value = text.charAt(at) == '"' ? string() : bare();
            if (members.put(key, value) != null) {
                throw new AssertionError("twice: " + key + " in " + text);
            }
            if (text.charAt(at) == ',') {
                at++;
            }
        }
        return members;
    }

    private String bare() {
        int end = at;
        while (",}".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String value = text.substring(at, end);
        at = end;
        return value;
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            value.append(character());
        }
        at++;
        return value.toString();
    }

    private char character() {
        char c = text.charAt(at++);
        if (c != '\\') {
            return c;
        }
        char escape = text.charAt(at++);
        int simple = "nrtbf".indexOf(escape);
        if (simple >= 0) {
            return "\n\r\t\b\f".charAt(simple);
        }
        if (escape == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        return escape;
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw new AssertionError("expected " + c + " at " + (at - 1) + " of " + text);
        }
    }
}
