package io.podhelpers.redisambassador.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Opens them by TCP, with TLS if need be; names are resolved each time. Any thread.
final class UpstreamConnector implements Connector {
    private static final int READ_BYTES = 32 * 1024;

    private final Class<? extends SocketChannel> channelType;
    private final Duration timeout;
    private final @Nullable UpstreamSsl ssl;

    UpstreamConnector(Class<? extends SocketChannel> channelType, Duration timeout, @Nullable UpstreamTls tls) {
        this.channelType = channelType;
        this.ssl = tls == null ? null : new UpstreamSsl(tls, timeout);
        this.timeout = timeout;
    }

    @Override
    public void connect(Lane lane, NodeAddress node, Backend backend) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(node.host());
        if (literal != null) {
            open(lane, node, new InetSocketAddress(address(literal), node.port()), backend);
            return;
        }
        Thread.ofVirtual().name("resolve " + node.host()).start(() -> {
            try {
                InetSocketAddress resolved = new InetSocketAddress(InetAddress.getByName(node.host()), node.port());
                lane.loop().execute(() -> open(lane, node, resolved, backend));
            } catch (UnknownHostException e) {
                lane.loop().execute(() -> backend.unreachable("unknown host"));
            }
        });
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private ChannelHandler handler(Lane lane, NodeAddress node, Backend backend) {
        UpstreamSsl secure = ssl;
        if (secure == null) {
            return backend;
        }
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(secure.handler(node, lane.allocator()), new OnceSecure(), backend);
            }
        };
    }

    private void open(Lane lane, NodeAddress node, InetSocketAddress address, Backend backend) {
        Bootstrap bootstrap = new Bootstrap()
                .group(lane.loop())
                .channel(channelType)
                .option(ChannelOption.ALLOCATOR, lane.allocator())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(handler(lane, node, backend));
        ChannelFuture attempt = bootstrap.connect(address);
        attempt.channel()
                .config()
                .setRecvByteBufAllocator(ssl == null ? lane.serverReads() : new FixedRecvByteBufAllocator(READ_BYTES));
        backend.connecting(attempt);
    }
}
