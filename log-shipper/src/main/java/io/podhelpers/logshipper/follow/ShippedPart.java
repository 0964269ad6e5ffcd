package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// How much of a file that has a name is shipped.
///
/// @param path its name at the last look
/// @param identity which file it is
/// @param head its first bytes
/// @param acked all before is shipped
public record ShippedPart(Path path, Identity identity, Head head, Mark acked) {
    /// Where the shipped part ends.
    public long offset() {
        return acked.offset();
    }

    /// From here on the bytes are needed, if only to know the place again.
    public long firstByteNeeded() {
        return acked.offset() - Mark.window(acked.offset());
    }

    /// Whether the file holds the content that was shipped.
    public boolean isStillIn(FileChannel file) throws IOException {
        LogBytes bytes = new LogBytes.Plain(file);
        return head.isIn(bytes) && acked.isIn(bytes);
    }
}
