package io.podhelpers.redisambassador.proxy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import io.podhelpers.redisambassador.config.Endpoint;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An open port or unix socket, whose connections go to one [Proxy].
final class Listener {
    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

    private final Channel channel;
    private final @Nullable Path socketFile;

    private Listener(Channel channel, @Nullable Path socketFile) {
        this.channel = channel;
        this.socketFile = socketFile;
    }

    /// @throws UserError if the address cannot be listened on
    static Listener open(Engine engine, String option, Endpoint endpoint, Consumer<Channel> accept)
            throws InterruptedException {
        try {
            return switch (endpoint) {
                case Endpoint.Tcp tcp ->
                    new Listener(bind(tcp(engine, accept), tcp.address().resolve()), null);
                case Endpoint.Unix unix -> unix(engine, unix, accept);
            };
        } catch (IOException e) {
            throw new UserError(option + ": cannot listen on " + endpoint + ": " + e.getMessage(), e);
        }
    }

    private static ServerBootstrap tcp(Engine engine, Consumer<Channel> accept) {
        return bootstrap(engine, accept)
                .channel(engine.transport().serverSocket())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
    }

    private static ServerBootstrap bootstrap(Engine engine, Consumer<Channel> accept) {
        return new ServerBootstrap()
                .group(engine.group())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, engine.allocator())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept.accept(client);
                    }
                });
    }

    private static Channel bind(ServerBootstrap bootstrap, SocketAddress address)
            throws InterruptedException, IOException {
        ChannelFuture bound = bootstrap.bind(address).await();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        return bound.channel();
    }

    private static Listener unix(Engine engine, Endpoint.Unix endpoint, Consumer<Channel> accept)
            throws InterruptedException, IOException {
        if (engine.transport().serverUnixSocket() == null) {
            throw new IOException("unix sockets need epoll, which this system lacks");
        }
        Path path = endpoint.path();
        removeLeftOver(path);
        ServerBootstrap bootstrap =
                bootstrap(engine, accept).channel(engine.transport().serverUnixSocket());
        Channel channel = bind(bootstrap, new DomainSocketAddress(path.toFile()));
        Files.setPosixFilePermissions(path, permissions(endpoint.mode()));
        return new Listener(channel, path);
    }

    /// A socket that nobody listens on any more is what a killed process has left.
    private static void removeLeftOver(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw new IOException("the path is taken by something that is no socket");
        }
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("another process listens there");
        } catch (java.net.ConnectException _) {
            Files.delete(path);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] fromTheRight = {
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_READ
        };
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < fromTheRight.length; bit++) {
            if ((mode >> bit & 1) == 1) {
                permissions.add(fromTheRight[bit]);
            }
        }
        return permissions;
    }

    int port() {
        return channel.localAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
    }

    void close() throws InterruptedException {
        channel.close().await();
        Path file = socketFile;
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // the next start removes it
            }
        }
    }
}
