package io.podhelpers.nginxexporter.nginx;

import java.io.ByteArrayInputStream;
import java.util.Random;

/// Gives its bytes in pieces of any size, as a network does.
final class Dripping extends ByteArrayInputStream {
    private final Random random;

    Dripping(byte[] bytes, Random random) {
        super(bytes);
        this.random = random;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1 + random.nextInt(50)));
    }
}
