package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// The checkpoint as text: a line with the version, a line for each content and each compressed log, a line with the
/// checksum of all
/// before it.
///
/// `log device inode acked-offset checksum inside-line head-length head size path id` for a log,
/// `gz head-length head crc32 length` for a compressed log that is over with; checksums in hexadecimal, paths
/// URL-encoded.
final class CheckpointText {
    private static final String VERSION = "log-shipper-checkpoint 2";
    private static final String CHECKSUM = "crc32c ";
    private static final int LOG_FIELDS = 11;
    private static final int ARCHIVE_FIELDS = 5;
    private static final int HEX = 16;

    private CheckpointText() {}

    static String format(Checkpoint checkpoint) {
        StringBuilder text = new StringBuilder(VERSION).append('\n');
        checkpoint.entries().forEach(entry -> line(text, entry));
        checkpoint.archives().forEach(archive -> line(text, archive));
        String body = text.toString();
        return body + CHECKSUM + checksum(body) + '\n';
    }

    private static void line(StringBuilder text, Checkpoint.Entry entry) {
        Mark acked = entry.acked();
        line(
                text,
                "log",
                entry.identity().device(),
                entry.identity().inode(),
                acked.offset(),
                Integer.toHexString(acked.checksum()),
                acked.insideLine() ? 1 : 0,
                entry.head().length(),
                Integer.toHexString(entry.head().checksum()),
                entry.size(),
                URLEncoder.encode(entry.log(), UTF_8),
                Long.toHexString(entry.id()));
    }

    private static void line(StringBuilder text, GzipFingerprint archive) {
        line(
                text,
                "gz",
                archive.head().length(),
                Integer.toHexString(archive.head().checksum()),
                Integer.toHexString(archive.crc32()),
                Integer.toHexString(archive.length()));
    }

    private static void line(StringBuilder text, Object... fields) {
        for (int i = 0; i < fields.length; i++) {
            text.append(i == 0 ? "" : " ").append(fields[i]);
        }
        text.append('\n');
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
        Set<GzipFingerprint> archives = new LinkedHashSet<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(" ", -1);
            switch (fields[0] + "/" + fields.length) {
                case "log/" + LOG_FIELDS -> entries.add(entry(fields));
                case "gz/" + ARCHIVE_FIELDS -> archives.add(archive(fields));
                default ->
                    throw new IllegalArgumentException("entry: '" + fields[0] + "' with " + fields.length + " fields");
            }
        }
        return new Checkpoint(entries, archives);
    }

    private static Checkpoint.Entry entry(String[] fields) {
        Identity identity = new Identity(Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        Mark acked = new Mark(Long.parseLong(fields[3]), hex(fields[4]), fields[5].equals("1"));
        Head head = new Head(Integer.parseInt(fields[6]), hex(fields[7]));
        long id = Long.parseUnsignedLong(fields[10], HEX);
        return new Checkpoint.Entry(
                URLDecoder.decode(fields[9], UTF_8), identity, id, acked, head, Long.parseLong(fields[8]));
    }

    private static GzipFingerprint archive(String[] fields) {
        Head head = new Head(Integer.parseInt(fields[1]), hex(fields[2]));
        return new GzipFingerprint(head, hex(fields[3]), hex(fields[4]));
    }

    private static int hex(String digits) {
        return Integer.parseUnsignedInt(digits, HEX);
    }

    private static String checksum(String body) {
        CRC32C sum = new CRC32C();
        sum.update(body.getBytes(UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
