package io.podhelpers.nginxexporter.exposition;

import java.util.Locale;

/// One metric family: its name, type and help in one place.
///
/// @param name as in text format 0.0.4, `_total` included where the name has it
public record Family(String name, Type type, String help) {
    private static final String TOTAL = "_total";

    /// The types of both formats that are used here.
    public enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM;

        private final String text = name().toLowerCase(Locale.ROOT);
    }

    public static Family gauge(String name, String help) {
        return new Family(name, Type.GAUGE, help);
    }

    public static Family counter(String name, String help) {
        return new Family(name, Type.COUNTER, help);
    }

    public static Family histogram(String name, String help) {
        return new Family(name, Type.HISTOGRAM, help);
    }

    String header(TextFormat format) {
        return switch (format) {
            case PROMETHEUS -> header(name, type.text);
            case OPEN_METRICS -> openMetricsHeader();
        };
    }

    /// OpenMetrics wants each counter's sample to end in `_total`. One that does not is declared `unknown` there: its
    /// type is lost, its name, which every query uses, stays.
    private String openMetricsHeader() {
        if (type != Type.COUNTER) {
            return header(name, type.text);
        }
        return name.endsWith(TOTAL)
                ? header(name.substring(0, name.length() - TOTAL.length()), type.text)
                : header(name, "unknown");
    }

    private String header(String shownName, String shownType) {
        return "# HELP " + shownName + " " + help + "\n# TYPE " + shownName + " " + shownType + "\n";
    }
}
