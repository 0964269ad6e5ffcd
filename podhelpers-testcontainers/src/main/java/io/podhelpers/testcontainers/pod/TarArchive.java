package io.podhelpers.testcontainers.pod;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A small archive of folders and text files that belong to root and one group.
final class TarArchive {
    private static final int READABLE_BY_OWNER_AND_GROUP = 0440;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());
    private final long group;

    TarArchive(long group) {
        this.group = group;
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    }

    void folder(String path, int mode) {
        put(new TarArchiveEntry(path + "/"), mode, new byte[0]);
    }

    void file(String path, String text, int mode) {
        // the group may read, as Kubernetes sees to with an fsGroup
        put(
                new TarArchiveEntry(path),
                group == 0 ? mode : mode | READABLE_BY_OWNER_AND_GROUP,
                text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(TarArchiveEntry entry, int mode, byte[] content) {
        try {
            entry.setSize(content.length);
            entry.setMode(mode);
            entry.setIds(0, Math.toIntExact(group));
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
    }

    InputStream stream() {
        try {
            tar.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
