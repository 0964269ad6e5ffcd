package io.podhelpers.nginxexporter.nginx;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// The PROXY protocol's binary header, version 2, for an nginx that listens with `proxy_protocol`.
final class ProxyHeader {
    private static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    private static final byte VERSION_2_LOCAL = 0x20;
    private static final byte VERSION_2_PROXY = 0x21;
    private static final byte UNSPECIFIED = 0x00;
    private static final byte TCP_OVER_IPV4 = 0x11;
    private static final byte TCP_OVER_IPV6 = 0x21;

    private ProxyHeader() {}

    /// The connection's own two ends; over a unix socket "local", which says that no one is proxied.
    static byte[] of(SocketAddress source, SocketAddress destination) {
        if (!(source instanceof InetSocketAddress from) || !(destination instanceof InetSocketAddress to)) {
            return header(VERSION_2_LOCAL, UNSPECIFIED, 0).array();
        }
        byte[] fromBytes = from.getAddress().getAddress();
        byte[] toBytes = to.getAddress().getAddress();
        byte family = fromBytes.length == 4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6;
        return header(VERSION_2_PROXY, family, fromBytes.length + toBytes.length + 4)
                .put(fromBytes)
                .put(toBytes)
                .putShort((short) from.getPort())
                .putShort((short) to.getPort())
                .array();
    }

    private static ByteBuffer header(byte command, byte family, int length) {
        return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
                .put(SIGNATURE)
                .put(command)
                .put(family)
                .putShort((short) length);
    }
}
