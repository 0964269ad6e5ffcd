package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// The checkpoint as text: a line with the version, a line for each content, a line with the checksum of all
/// before it.
///
/// `device inode acked-offset checksum inside-line head size log`, the checksums in hexadecimal, `-` for an
/// unknown
/// head, the log's path URL-encoded.
final class CheckpointText {
    private static final String VERSION = "log-shipper-checkpoint 1";
    private static final String CHECKSUM = "crc32c ";
    private static final int FIELDS = 8;
    private static final int HEX = 16;

    private CheckpointText() {}

    static String format(Checkpoint checkpoint) {
        StringBuilder text = new StringBuilder(VERSION).append('\n');
        for (Checkpoint.Entry entry : checkpoint.entries()) {
            Mark acked = entry.acked();
            text.append(entry.identity().device()).append(' ');
            text.append(entry.identity().inode()).append(' ');
            text.append(acked.offset()).append(' ');
            text.append(Integer.toHexString(acked.checksum())).append(' ');
            text.append(acked.insideLine() ? 1 : 0).append(' ');
            text.append(entry.headKnown() ? Integer.toHexString(entry.head()) : "-")
                    .append(' ');
            text.append(entry.size()).append(' ');
            text.append(URLEncoder.encode(entry.log(), UTF_8)).append('\n');
        }
        String body = text.toString();
        return body + CHECKSUM + checksum(body) + '\n';
    }

    /// @throws IllegalArgumentException if the text is not what [#format] writes
    static Checkpoint parse(String text) {
        int last = text.lastIndexOf('\n' + CHECKSUM) + 1;
        if (last == 0 || !text.endsWith("\n")) {
            throw new IllegalArgumentException("no checksum at the end");
        }
        String body = text.substring(0, last);
        String sum = text.substring(last + CHECKSUM.length()).strip();
        if (!sum.equals(checksum(body))) {
            throw new IllegalArgumentException("checksum: " + sum + " (expected: " + checksum(body) + ")");
        }
        List<String> lines = body.lines().toList();
        if (!lines.getFirst().equals(VERSION)) {
            throw new IllegalArgumentException("version: '" + lines.getFirst() + "' (expected: '" + VERSION + "')");
        }
        List<Checkpoint.Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            entries.add(entry(line.split(" ", -1)));
        }
        return new Checkpoint(entries);
    }

    private static Checkpoint.Entry entry(String[] fields) {
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("entry: " + fields.length + " fields (expected: " + FIELDS + ")");
        }
        Identity identity = new Identity(Long.parseLong(fields[0]), Long.parseLong(fields[1]));
        Mark acked =
                new Mark(Long.parseLong(fields[2]), Integer.parseUnsignedInt(fields[3], HEX), fields[4].equals("1"));
        boolean headKnown = !fields[5].equals("-");
        int head = headKnown ? Integer.parseUnsignedInt(fields[5], HEX) : 0;
        String log = URLDecoder.decode(fields[7], UTF_8);
        return new Checkpoint.Entry(log, identity, acked, head, headKnown, Long.parseLong(fields[6]));
    }

    private static String checksum(String body) {
        CRC32C sum = new CRC32C();
        sum.update(body.getBytes(UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
