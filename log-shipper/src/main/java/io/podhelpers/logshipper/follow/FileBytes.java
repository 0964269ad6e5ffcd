package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The bytes of a log file. It may be closed while nothing happens to it; whoever reads opens it again, under the name
/// that it has by then, and never another file that has taken its name.
///
/// Only touched by the follower's thread.
final class FileBytes implements LogBytes {
    private final Identity identity;
    private Path path;
    private @Nullable FileChannel open;
    private boolean reopened;

    FileBytes(FoundFile file, FileChannel open) {
        this.identity = file.identity();
        this.path = file.path();
        this.open = open;
    }

    /// The file was seen under this name.
    void isAt(Path name) {
        path = name;
    }

    boolean isResting() {
        return open == null;
    }

    /// Closes the file until somebody reads.
    void rest() throws IOException {
        close();
    }

    /// Whether it was closed since [#isStillItself] was last called. A file that is deleted while it is closed may
    /// leave
    /// its inode, and so its identity, to another one.
    boolean mayBeAnother() {
        return reopened;
    }

    /// It holds what it held.
    void isStillItself() {
        reopened = false;
    }

    private FileChannel file() throws IOException {
        FileChannel file = open;
        if (file == null) {
            file = reopen();
            open = file;
            reopened = true;
        }
        return file;
    }

    private FileChannel reopen() throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            if (Identity.of(path).equals(identity)) {
                return file;
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        throw new NoSuchFileException(path.toString(), null, "another file has this name now");
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        return file().read(into, at);
    }

    @Override
    public long size() throws IOException {
        return file().size();
    }

    @Override
    public void close() throws IOException {
        FileChannel file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }
}
