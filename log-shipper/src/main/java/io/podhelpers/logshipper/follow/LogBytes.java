package io.podhelpers.logshipper.follow;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The bytes of a log, to be read from any place: those of a file, or those that a compressed file holds.
interface LogBytes extends Closeable {
    /// Reads from a place until the buffer is full or the bytes end.
    ///
    /// @return how many bytes were read, or -1 at the end
    int read(ByteBuffer into, long at) throws IOException;

    /// How many bytes there are now.
    long size() throws IOException;

    /// The bytes of an open file.
    record Plain(FileChannel file) implements LogBytes {
        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return file.read(into, at);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
