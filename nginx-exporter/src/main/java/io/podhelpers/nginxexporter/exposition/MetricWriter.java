package io.podhelpers.nginxexporter.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes families and samples as text; integers stay integers. One answer, one thread.
///
/// Call [#family], then a sample method for each series of it.
public final class MetricWriter {
    private static final int EXPECTED_CHARS = 8 * 1024;

    private final TextFormat format;
    private final StringBuilder text = new StringBuilder(EXPECTED_CHARS);
    private String name = "";

    public MetricWriter(TextFormat format) {
        this.format = format;
    }

    public TextFormat format() {
        return format;
    }

    public MetricWriter family(Family family) {
        name = family.name();
        text.append(family.header(format));
        return this;
    }

    /// One series of the family.
    ///
    /// @param labels as [Labels#of] gives them
    public MetricWriter sample(String labels, long value) {
        text.append(name).append(labels).append(' ').append(value).append('\n');
        return this;
    }

    public MetricWriter sample(String labels, double value) {
        text.append(name).append(labels).append(' ');
        appendDouble(value);
        text.append('\n');
        return this;
    }

    public MetricWriter sample(String labels, Histogram histogram) {
        long count = 0;
        for (int i = 0; i < histogram.boundCount(); i++) {
            count += histogram.inBucket(i);
            bucket(labels, histogram.bound(i), count);
        }
        count += histogram.inBucket(histogram.boundCount());
        bucket(labels, Double.POSITIVE_INFINITY, count);
        text.append(name).append("_sum").append(labels).append(' ');
        appendDouble(histogram.sum());
        text.append('\n').append(name).append("_count").append(labels).append(' ');
        text.append(count).append('\n');
        return this;
    }

    private void bucket(String labels, double bound, long count) {
        text.append(name).append("_bucket{");
        if (!labels.isEmpty()) {
            text.append(labels, 1, labels.length() - 1).append(',');
        }
        text.append("le=\"");
        appendDouble(bound);
        text.append("\"} ").append(count).append('\n');
    }

    private void appendDouble(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            text.append("+Inf");
        } else if (value == Double.NEGATIVE_INFINITY) {
            text.append("-Inf");
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            text.append((long) value);
            if (format == TextFormat.OPEN_METRICS) {
                text.append(".0"); // the canonical form of bounds there
            }
        } else if (Double.isNaN(value)) {
            text.append("NaN");
        } else {
            text.append(value);
        }
    }

    /// After the last family.
    public void end() {
        if (format == TextFormat.OPEN_METRICS) {
            text.append("# EOF\n");
        }
    }

    public byte[] toBytes() {
        return text.toString().getBytes(UTF_8);
    }
}
