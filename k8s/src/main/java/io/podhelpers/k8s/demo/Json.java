package io.podhelpers.k8s.demo;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes maps, lists, texts, numbers and flags as JSON.
final class Json {
    private Json() {}

    static String of(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> text(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
            case Double number -> Double.isFinite(number) ? number.toString() : "null";
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            default -> text(value.toString());
        };
    }

    private static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int index = 0; index < value.length(); index++) {
            char c = value.charAt(index);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> out.append(c < 0x20 ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }
}
