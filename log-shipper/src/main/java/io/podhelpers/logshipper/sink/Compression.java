package io.podhelpers.logshipper.sink;

import org.jspecify.annotations.Nullable;

/// How the bodies of requests are compressed.
public enum Compression {
    NONE,
    GZIP,
    ZSTD;

    /// Makes the compressor; its classes are loaded only then.
    @Nullable
    Compressor open() {
        return switch (this) {
            case NONE -> null;
            case GZIP -> new Gzip();
            case ZSTD -> new Zstd();
        };
    }
}
