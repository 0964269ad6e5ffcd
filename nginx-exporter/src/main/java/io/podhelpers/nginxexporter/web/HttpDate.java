package io.podhelpers.nginxexporter.web;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The value of `Date`, made once a second. Any thread.
final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private record Stamp(long second, String text) {}

    private final InstantSource clock;
    private volatile Stamp last = new Stamp(-1, "");

    HttpDate(InstantSource clock) {
        this.clock = clock;
    }

    String now() {
        long second = clock.millis() / 1000;
        Stamp stamp = last;
        if (stamp.second != second) {
            stamp = new Stamp(second, FORMAT.format(Instant.ofEpochSecond(second)));
            last = stamp;
        }
        return stamp.text;
    }
}
