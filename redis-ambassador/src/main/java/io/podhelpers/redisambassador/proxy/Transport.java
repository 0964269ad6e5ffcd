package io.podhelpers.redisambassador.proxy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/// How the kernel is asked for events.
///
/// @param serverUnixSocket null where there are none
record Transport(
        String name,
        IoHandlerFactory handler,
        Class<? extends SocketChannel> socket,
        Class<? extends ServerSocketChannel> serverSocket,
        @Nullable Class<? extends ServerChannel> serverUnixSocket) {

    /// epoll where its native library loads, else what the JDK has.
    static Transport best() {
        if (Epoll.isAvailable()) {
            return new Transport(
                    "epoll",
                    EpollIoHandler.newFactory(),
                    EpollSocketChannel.class,
                    EpollServerSocketChannel.class,
                    EpollServerDomainSocketChannel.class);
        }
        return new Transport(
                "nio", NioIoHandler.newFactory(), NioSocketChannel.class, NioServerSocketChannel.class, null);
    }

    EventLoopGroup group(int loops) {
        return new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("loop"), handler);
    }
}
