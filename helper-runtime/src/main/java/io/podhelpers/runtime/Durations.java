package io.podhelpers.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people and Go programs write them: `15ms`, `5s`, `1m30s`, `1.5h`, `0`, with an optional sign.
public final class Durations {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h|d)");

    private Durations() {}

    /// Reads a duration.
    ///
    /// @throws IllegalArgumentException with what was got and what was expected
    public static Duration parse(String text) {
        String unsigned = text.strip();
        boolean negative = unsigned.startsWith("-");
        if (negative || unsigned.startsWith("+")) {
            unsigned = unsigned.substring(1);
        }
        if (unsigned.equals("0")) {
            return Duration.ZERO;
        }
        Duration sum = sumOfParts(unsigned, text);
        return negative ? sum.negated() : sum;
    }

    private static Duration sumOfParts(String unsigned, String text) {
        Matcher part = PART.matcher(unsigned);
        Duration sum = Duration.ZERO;
        int end = 0;
        try {
            while (part.lookingAt()) {
                long nanos = new BigDecimal(part.group(1))
                        .multiply(BigDecimal.valueOf(nanosOf(part.group(2))))
                        .toBigInteger()
                        .longValueExact();
                sum = sum.plusNanos(nanos);
                end = part.end();
                part.region(end, unsigned.length());
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a duration below 292 years)", e);
        }
        if (end == 0 || end != unsigned.length()) {
            throw new IllegalArgumentException("'" + text + "' (expected: a duration such as 15ms, 10s or 1m30s)");
        }
        return sum;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "µs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> throw new IllegalArgumentException("unit: '" + unit + "'");
        };
    }

    /// The duration as [#parse] reads it: `1m30s`, `1.5s`, `15ms`, `0s`.
    public static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        Duration size = duration.abs();
        String sign = duration.isNegative() ? "-" : "";
        if (size.compareTo(Duration.ofMillis(1)) < 0) {
            return sign + decimal(size.toNanos(), 1_000) + "us";
        }
        if (size.compareTo(Duration.ofSeconds(1)) < 0) {
            return sign + decimal(size.toNanos(), 1_000_000) + "ms";
        }
        StringBuilder text = new StringBuilder(sign);
        if (size.toHours() > 0) {
            text.append(size.toHours()).append('h');
        }
        if (size.toMinutesPart() > 0) {
            text.append(size.toMinutesPart()).append('m');
        }
        long rest = size.minusMinutes(size.toMinutes()).toNanos();
        if (rest > 0) {
            text.append(decimal(rest, 1_000_000_000)).append('s');
        }
        return text.toString();
    }

    private static String decimal(long nanos, long unit) {
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
