package io.podhelpers.nginxexporter.web;

import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Where to listen: `host:port`, `:port` or `unix:/path`.
public sealed interface ListenPoint {
    /// A port.
    record Tcp(ListenAddress address) implements ListenPoint {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// A socket file.
    ///
    /// @param socket the path of the socket file, which is made by binding and removed at the end
    record Unix(Path socket) implements ListenPoint {
        @Override
        public String toString() {
            return "unix:" + socket;
        }
    }

    /// Reads an address.
    ///
    /// @throws IllegalArgumentException with what was got and what was expected
    static ListenPoint parse(String text) {
        if (!text.startsWith("unix:")) {
            return new Tcp(ListenAddress.parse(text));
        }
        String path = text.substring("unix:".length());
        if (!path.startsWith("/") || path.contains(":")) {
            throw new IllegalArgumentException("'" + text + "' (expected: unix:/path, or host:port)");
        }
        return new Unix(Path.of(path));
    }

    /// Binds.
    ///
    /// @throws UserError if it is in use or not this machine's
    default ServerSocketChannel bind(int backlog) {
        try {
            return switch (this) {
                case Tcp tcp -> open(ServerSocketChannel.open(), tcp.address.resolve(), backlog);
                case Unix unix -> {
                    removeDeadSocket(unix.socket);
                    yield open(
                            ServerSocketChannel.open(StandardProtocolFamily.UNIX),
                            UnixDomainSocketAddress.of(unix.socket),
                            backlog);
                }
            };
        } catch (IOException e) {
            throw new UserError("--web.listen-address: cannot listen on " + this + ": " + e.getMessage(), e);
        }
    }

    private static ServerSocketChannel open(ServerSocketChannel channel, SocketAddress address, int backlog)
            throws IOException {
        try {
            return channel.bind(address, backlog);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// A socket file that a killed process left behind would be "in use" for ever; one that answers is.
    private static void removeDeadSocket(Path socket) throws IOException {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean isSocket = Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
        if (!isSocket) {
            throw new IOException("there is a file of that name");
        }
        if (!answers(socket)) {
            Files.delete(socket);
        }
    }

    private static boolean answers(Path socket) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    /// The port that is really bound, 0 for a unix socket.
    static int portOf(ServerSocketChannel channel) throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }
}
