package io.podhelpers.nginxexporter.plus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON (RFC 8259) as maps, lists, strings, longs, doubles and booleans; `null` members are left out.
///
/// As much as the API's answers need: they are small and read whole. Bounded in depth. One use per text.
final class Json {
    private static final int MOST_DEPTH = 32;

    private final String text;
    /// The few names that all members have, each once.
    private final Map<String, String> names = new HashMap<>();
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /// Stands for `null`, so that no reference is.
    enum Nothing {
        NULL
    }

    /// @throws IllegalArgumentException with position, got and expected
    static Object read(byte[] utf8) {
        Json json = new Json(new String(utf8, UTF_8));
        Object value = json.value();
        json.skipSpaces();
        if (json.at != json.text.length()) {
            throw json.unexpected("the end");
        }
        return value;
    }

    private Object value() {
        skipSpaces();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", Nothing.NULL);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        enter('{');
        while (!leaves('}', members.isEmpty())) {
            skipSpaces();
            String name = names.computeIfAbsent(string(), same -> same);
            skipSpaces();
            expect(':');
            Object value = value();
            if (value != Nothing.NULL) {
                members.put(name, value);
            }
        }
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        enter('[');
        while (!leaves(']', elements.isEmpty())) {
            elements.add(value());
        }
        return elements;
    }

    private void enter(char bracket) {
        expect(bracket);
        if (++depth > MOST_DEPTH) {
            throw unexpected("at most " + MOST_DEPTH + " levels");
        }
    }

    /// After the opening bracket or an element: whether the closing bracket comes; if not, the comma is taken.
    private boolean leaves(char bracket, boolean first) {
        skipSpaces();
        if (peek() == bracket) {
            at++;
            depth--;
            return true;
        }
        if (!first) {
            expect(',');
        }
        return false;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw unexpected("no control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw unexpected("an escape");
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) {
            throw unexpected("four hexadecimal digits");
        }
        try {
            char c = (char) Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            return c;
        } catch (NumberFormatException e) {
            throw unexpected("four hexadecimal digits");
        }
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        try {
            return number.matches("-?\\d+") ? (Object) Long.valueOf(number) : (Object) Double.valueOf(number);
        } catch (NumberFormatException e) {
            at = start;
            throw unexpected("a value");
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw unexpected("a value");
        }
        at += word.length();
        return value;
    }

    private char peek() {
        if (at == text.length()) {
            throw unexpected("more");
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected("'" + c + "'");
        }
        at++;
    }

    private void skipSpaces() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException unexpected(String expected) {
        String got = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new IllegalArgumentException(
                "JSON, character " + (at + 1) + ": got " + got + " (expected: " + expected + ")");
    }
}
