package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.util.Map;

/// Parses a line as a pipeline does and gives the JSON.
final class Lines {
    private Lines() {}

    /// @param line each character is a byte
    static String json(Parser parser, String line) {
        byte[] bytes = ("…" + line + "…").getBytes(ISO_8859_1); // a parser must not look left or right of its line
        Fields fields = new Fields();
        fields.line(bytes, 1, bytes.length - 1);
        boolean parsed = parser.parse(fields);
        if (!parsed) {
            fields.line(bytes, 1, bytes.length - 1);
            new RawParser().parse(fields);
        }
        JsonBuffer out = new JsonBuffer(16);
        new RecordEncoder(ZoneOffset.ofHours(1)).encode(RecordEncoder.opening("a", Map.of()), fields, parsed, out);
        String json = new String(out.array(), 0, out.length(), UTF_8);
        String opening = "{\"log.file.path\":\"a\",";
        return json.startsWith(opening) ? json.substring(opening.length(), json.length() - 1) : json;
    }
}
