package io.podhelpers.testcontainers.pod.manifest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of a resource as Kubernetes writes it: `64Mi`, `100m`, `0.5`, `1`.
public record Quantity(String text, BigDecimal amount) {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "m", new BigDecimal("0.001"),
            "k", BigDecimal.valueOf(1_000),
            "M", BigDecimal.valueOf(1_000_000),
            "G", BigDecimal.valueOf(1_000_000_000L),
            "T", BigDecimal.valueOf(1_000_000_000_000L),
            "Ki", BigDecimal.valueOf(1L << 10),
            "Mi", BigDecimal.valueOf(1L << 20),
            "Gi", BigDecimal.valueOf(1L << 30),
            "Ti", BigDecimal.valueOf(1L << 40));

    static Quantity parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " (expected: a quantity such as 64Mi or 100m)");
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        return new Quantity(text, unit == null ? number : number.multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
    }

    public long bytes() {
        return amount.setScale(0, RoundingMode.UP).longValueExact();
    }

    /// Billionths of a processor, the engine's unit.
    public long nanoCpus() {
        return amount.movePointRight(9).setScale(0, RoundingMode.UP).longValueExact();
    }

    @Override
    public String toString() {
        return text;
    }
}
