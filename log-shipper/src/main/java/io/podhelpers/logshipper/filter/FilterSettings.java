package io.podhelpers.logshipper.filter;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is shipped of the lines that were read; a part of the configuration.
///
/// @param keep rules that a line has to match
/// @param drop rules that a line must not match
/// @param sample the share of lines that is shipped, more than 0 up to 1
/// @param sampleOf rules of the lines that are sampled; all others are shipped whole
/// @param linesPerSecond at most so many lines of a pipeline are shipped a second; 0: all
/// @param anonymizeIp whether addresses of clients lose their last part
/// @param redactQuery parameters of query strings whose values are made unreadable; `*` for all
/// @param redact rules `FIELD=REGEX` of what is made unreadable
/// @param labels what is added to each record, in this order
public record FilterSettings(
        List<String> keep,
        List<String> drop,
        double sample,
        List<String> sampleOf,
        int linesPerSecond,
        boolean anonymizeIp,
        List<String> redactQuery,
        List<String> redact,
        Map<String, String> labels) {
    static final Duration SECOND = Duration.ofSeconds(1);

    public static final FilterSettings NONE =
            new FilterSettings(List.of(), List.of(), 1, List.of(), 0, false, List.of(), List.of(), Map.of());

    public FilterSettings {
        keep = List.copyOf(keep);
        drop = List.copyOf(drop);
        sampleOf = List.copyOf(sampleOf);
        redactQuery = List.copyOf(redactQuery);
        redact = List.copyOf(redact);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    boolean redacts() {
        return anonymizeIp || !redactQuery.isEmpty() || !redact.isEmpty();
    }
}
