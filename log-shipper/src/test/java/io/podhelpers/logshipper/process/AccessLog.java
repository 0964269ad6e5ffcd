package io.podhelpers.logshipper.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes access lines as nginx does, each with a number of its own: `/item/0`, `/item/1`…
final class AccessLog {
    private final Path file;
    private int written;

    AccessLog(Path file) {
        this.file = file;
    }

    void write(int lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("10.0.0.7 - - [22/Nov/2026:07:35:01 +0000] \"GET /item/")
                    .append(written++)
                    .append(" HTTP/1.1\" 200 612 \"-\" \"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0\"\n");
        }
        Files.write(file, text.toString().getBytes(US_ASCII), CREATE, APPEND);
    }

    int written() {
        return written;
    }

    /// The number in a record.
    static int item(String record) {
        int at = record.indexOf("/item/") + "/item/".length();
        int end = at;
        while (end < record.length() && Character.isDigit(record.charAt(end))) {
            end++;
        }
        return Integer.parseInt(record.substring(at, end));
    }
}
