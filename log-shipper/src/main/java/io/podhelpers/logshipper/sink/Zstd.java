package io.podhelpers.logshipper.sink;

import io.airlift.compress.zstd.ZstdCompressor;
import io.podhelpers.logshipper.parse.JsonBuffer;

/// Compresses each body to one frame of Zstandard (RFC 8878). One thread.
final class Zstd implements Compressor {
    private final ZstdCompressor compressor = new ZstdCompressor();
    private final JsonBuffer packed = new JsonBuffer(0);

    @Override
    public JsonBuffer compress(byte[] bytes, int from, int to) {
        packed.truncate(0);
        int most = compressor.maxCompressedLength(to - from);
        packed.reserve(most);
        packed.truncate(compressor.compress(bytes, from, to - from, packed.array(), 0, most));
        return packed;
    }

    @Override
    public String encoding() {
        return "zstd";
    }

    @Override
    public String mediaType() {
        return "application/zstd";
    }

    @Override
    public String suffix() {
        return ".zst";
    }

    @Override
    public void close() {}
}
