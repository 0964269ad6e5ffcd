package io.podhelpers.k8s.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `/metrics` page said, in Prometheus' text format.
record Metrics(List<Sample> samples) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)(?: .*)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// One series and its value.
    record Sample(String name, Map<String, String> labels, double value) {}

    static Metrics parse(String page) {
        List<Sample> samples = new ArrayList<>();
        for (String line : page.split("\n", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                samples.add(new Sample(matcher.group(1), labels(matcher.group(2)), value(matcher.group(3))));
            }
        }
        return new Metrics(samples);
    }

    private static Map<String, String> labels(@org.jspecify.annotations.Nullable String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text != null) {
            Matcher matcher = LABEL.matcher(text);
            while (matcher.find()) {
                labels.put(matcher.group(1), matcher.group(2));
            }
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /// All series of a name together.
    double sum(String name) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }

    /// All series of a name with one label together.
    double sum(String name, String label, String value) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name)
                        && value.equals(sample.labels().get(label)))
                .mapToDouble(Sample::value)
                .sum();
    }

    OptionalDouble first(String name) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .findFirst();
    }
}
