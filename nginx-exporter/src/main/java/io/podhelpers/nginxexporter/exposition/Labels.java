package io.podhelpers.nginxexporter.exposition;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A label set as text, names in order, as the official exporter writes it.
public final class Labels {
    /// Without labels.
    public static final String NONE = "";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private Labels() {}

    /// Whether a user may give this label; names with two underscores in front are Prometheus's own.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.startsWith("__");
    }

    /// `{a="1",b="2"}`, or nothing for no labels.
    public static String of(SortedMap<String, String> labels) {
        if (labels.isEmpty()) {
            return NONE;
        }
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// The same with more labels; of two of one name the latter wins.
    public static SortedMap<String, String> merged(Map<String, String> some, Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(some);
        all.putAll(more);
        return all;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }
}
