package io.podhelpers.nginxexporter.exposition;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a client wants to read, from `Accept` and `Accept-Encoding` with their q-values (RFC 9110, section 12.5).
///
/// Prometheus offers OpenMetrics first, always. It would not rename our counters (see [Family]) but lose the type of
/// two; so OpenMetrics is given only to a client that takes no `text/plain`.
public final class Negotiation {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final List<String> PLAIN = List.of("text/plain", "text/*", "*/*");

    private Negotiation() {}

    /// One member of such a header.
    private record Offer(String value, double quality) {
        static Offer parse(String member) {
            String[] parts = member.split(";", -1);
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
                if (parameter.startsWith("q=")) {
                    quality = quality(parameter.substring(2));
                }
            }
            return new Offer(parts[0].strip().toLowerCase(Locale.ROOT), quality);
        }

        private static double quality(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    public static TextFormat format(Optional<String> accept) {
        List<Offer> offers = offers(accept);
        boolean plain = offers.stream().anyMatch(offer -> PLAIN.contains(offer.value) && offer.quality > 0);
        boolean openMetrics = offers.stream().anyMatch(offer -> offer.value.equals(OPEN_METRICS) && offer.quality > 0);
        return openMetrics && !plain ? TextFormat.OPEN_METRICS : TextFormat.PROMETHEUS;
    }

    /// Whether the answer may be compressed with gzip.
    public static boolean takesGzip(Optional<String> acceptEncoding) {
        List<Offer> offers = offers(acceptEncoding);
        return offers.stream()
                .filter(offer -> offer.value.equals("gzip"))
                .findFirst()
                .or(() ->
                        offers.stream().filter(offer -> offer.value.equals("*")).findFirst())
                .map(offer -> offer.quality > 0)
                .orElse(false);
    }

    private static List<Offer> offers(Optional<String> header) {
        return header.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .filter(member -> !member.isBlank())
                .map(Offer::parse)
                .toList();
    }
}
