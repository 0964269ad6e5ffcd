package io.podhelpers.logshipper.sink;

/// Makes an export request of OpenTelemetry's protocol (1.x, logs) from records.
sealed interface OtlpEncoder permits OtlpJson, OtlpProtobuf {
    String SCOPE = "log-shipper";

    /// The records as a request; valid until the next call.
    void encode(Records records, int first, int end);

    byte[] bytes();

    int length();

    String contentType();

    /// How many records the receiver says it has dropped, in its answer of the same encoding; 0 if it says nothing.
    PartialSuccess partialSuccess(byte[] answer);

    /// What the receiver says it left out.
    ///
    /// @param rejected how many records the receiver will not take
    /// @param message why
    record PartialSuccess(long rejected, String message) {
        static final PartialSuccess NONE = new PartialSuccess(0, "");
    }

    /// OpenTelemetry's number for nginx's severity.
    static int severity(byte[] bytes, int from, int to) {
        return switch (new String(bytes, from, to - from, java.nio.charset.StandardCharsets.US_ASCII)) {
            case "debug" -> 5;
            case "info" -> 9;
            case "notice" -> 10;
            case "warn" -> 13;
            case "error" -> 17;
            case "crit" -> 18;
            case "alert" -> 19;
            case "emerg" -> 21;
            default -> 0;
        };
    }

    /// Whether the digits have a fraction or an exponent.
    static boolean isDecimal(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '.' || bytes[i] == 'e' || bytes[i] == 'E') {
                return true;
            }
        }
        return to - from > 18;
    }
}
