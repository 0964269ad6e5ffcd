package io.podhelpers.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A count of bytes as Kubernetes writes quantities: `512`, `64k`, `64Ki`, `1M`, `1Mi`, `2G`, `2Gi` (a trailing `B` is
/// allowed).
///
/// @param bytes zero or more
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d+)([kKMGT]i?)?[bB]?");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("size: " + bytes + " bytes (expected: 0 or more)");
        }
    }

    /// Reads a size.
    ///
    /// @throws IllegalArgumentException with what was got and what was expected
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' (expected: a size such as 512, 64Ki or 1Mi)");
        }
        try {
            String suffix = form.group(2);
            long unit = suffix == null ? 1 : unitOf(suffix);
            return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), unit));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: a size below 8Ei)", e);
        }
    }

    private static long unitOf(String suffix) {
        return switch (suffix) {
            case "k", "K" -> 1_000L;
            case "M" -> 1_000_000L;
            case "G" -> 1_000_000_000L;
            case "T" -> 1_000_000_000_000L;
            case "ki", "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            default -> throw new IllegalArgumentException("'" + suffix + "' (expected: a unit such as k, Ki or Mi)");
        };
    }

    /// The size as an `int`, for buffers.
    ///
    /// @throws IllegalArgumentException if it is 2 GiB or more
    public int asInt() {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("size: " + this + " (expected: less than 2Gi)");
        }
        return (int) bytes;
    }

    /// The shortest form that [#parse] reads back: `1Mi`, `1500`.
    @Override
    public String toString() {
        String[] binary = {"Ti", "Gi", "Mi", "Ki"};
        for (String suffix : binary) {
            long unit = unitOf(suffix);
            if (bytes >= unit && bytes % unit == 0) {
                return bytes / unit + suffix;
            }
        }
        return Long.toString(bytes);
    }
}
