package io.podhelpers.redisambassador.proxy;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.UnixChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;

/// Both ends of a client's connection, as `CLIENT LIST` writes them.
record ClientAddress(String remote, String local, int descriptor, boolean isUnixSocket) {

    static ClientAddress of(Channel channel) {
        int descriptor = channel instanceof UnixChannel unix ? unix.fd().intValue() : 0;
        String local = text(channel.localAddress());
        return channel instanceof DomainSocketChannel
                ? new ClientAddress(local, local, descriptor, true) // the other end has no address
                : new ClientAddress(text(channel.remoteAddress()), local, descriptor, false);
    }

    private static String text(SocketAddress address) {
        return switch (address) {
            case DomainSocketAddress unix -> unix.path() + ":0";
            case InetSocketAddress tcp
            when tcp.getAddress() instanceof Inet6Address ->
                "[" + tcp.getAddress().getHostAddress().replaceFirst("%.*", "") + "]:" + tcp.getPort();
            case InetSocketAddress tcp -> tcp.getAddress().getHostAddress() + ":" + tcp.getPort();
            case null, default -> "?:0";
        };
    }

    void put(Map<String, String> line) {
        line.put("addr", remote);
        line.put("laddr", local);
        line.put("fd", Integer.toString(descriptor));
        String flags = (isUnixSocket ? "U" : "") + line.getOrDefault("flags", "");
        line.put("flags", flags.isEmpty() ? "N" : flags);
    }
}
