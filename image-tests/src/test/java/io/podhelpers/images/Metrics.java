package io.podhelpers.images;

import io.podhelpers.testcontainers.HelperContainer;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/// Figures from a helper's own `/metrics`.
final class Metrics {
    private Metrics() {}

    /// The one series of this name without labels.
    static double value(HelperContainer<?> helper, String name) throws Exception {
        return values(helper, name).findFirst().orElseThrow(() -> new AssertionError("no series " + name));
    }

    /// All series of this name together; 0 without any.
    static double sum(HelperContainer<?> helper, String name) throws Exception {
        return values(helper, name).sum();
    }

    private static DoubleStream values(HelperContainer<?> helper, String name) throws Exception {
        Pattern series = Pattern.compile(Pattern.quote(name) + "(\\{.*})? \\S+");
        return Http.get(helper.metricsUri())
                .lines()
                .filter(line -> series.matcher(line).matches())
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
