package io.podhelpers.logshipper.sink;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON lines appended to a file: a batch is in it whole or, after a failure, not at all.
///
/// When the file is moved away, a new one is begun under the name.
public final class FileSink implements Sink {
    private static final int TAIL = 64 * 1024;

    private final Path path;
    private volatile @Nullable FileChannel file;
    private Map<String, Object> identity = Map.of();
    private long length;

    public FileSink(Path path) {
        this.path = path;
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        try {
            FileChannel out = open();
            int from = records.from(first);
            append(out, ByteBuffer.wrap(records.bytes(), from, records.to(end - 1) - from));
            return SendOutcome.DELIVERED;
        } catch (IOException e) {
            return SendOutcome.retry("cannot write to " + path + ": " + e.getMessage());
        }
    }

    private void append(FileChannel out, ByteBuffer bytes) throws IOException {
        long at = length;
        try {
            while (bytes.hasRemaining()) {
                at += out.write(bytes, at);
            }
            length = at;
        } catch (IOException e) {
            out.truncate(length); // a full disk may have taken half of it
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        FileChannel current = file;
        if (current != null && identity.equals(identityNow())) {
            return current;
        }
        if (current != null) {
            current.force(false);
            current.close();
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        FileChannel opened = FileChannel.open(path, CREATE, READ, WRITE);
        file = opened;
        identity = identityNow();
        length = wholeLines(opened);
        opened.truncate(length);
        return opened;
    }

    private Map<String, Object> identityNow() throws IOException {
        try {
            return Files.readAttributes(path, "unix:dev,ino");
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    /// Where the last whole line ends: a killed predecessor may have left half a record, which is sent again.
    private static long wholeLines(FileChannel file) throws IOException {
        long end = file.size();
        while (end > 0) {
            int length = (int) Math.min(end, TAIL);
            ByteBuffer tail = ByteBuffer.allocate(length);
            long from = end - length;
            while (tail.hasRemaining() && file.read(tail, from + tail.position()) > 0) {
                // until the piece is whole
            }
            for (int i = tail.position() - 1; i >= 0; i--) {
                if (tail.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    @Override
    public void settle() throws IOException {
        FileChannel current = file;
        if (current != null) {
            current.force(false);
        }
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public void close() throws IOException {
        FileChannel current = file;
        if (current != null) {
            current.force(false);
            current.close();
        }
    }
}
