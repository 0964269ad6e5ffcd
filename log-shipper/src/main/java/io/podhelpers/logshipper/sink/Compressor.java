package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.io.Closeable;

/// Compresses one body after the other into the same buffer. One thread.
interface Compressor extends Closeable {
    /// The bytes compressed; valid until the next call.
    JsonBuffer compress(byte[] bytes, int from, int to);

    /// What `Content-Encoding` calls it.
    String encoding();

    /// The media type of a file that was compressed so.
    String mediaType();

    /// How the name of such a file ends.
    String suffix();

    @Override
    void close();
}
