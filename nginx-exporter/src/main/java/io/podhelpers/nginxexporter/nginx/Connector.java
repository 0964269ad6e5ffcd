package io.podhelpers.nginxexporter.nginx;

import io.podhelpers.nginxexporter.net.ChannelSocket;
import io.podhelpers.nginxexporter.net.Watchdog;
import io.podhelpers.nginxexporter.net.Watchdog.Watch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// Opens connections to nginx: resolve, connect, PROXY header, TLS handshake, all before one deadline. Any thread.
///
/// @param tls how TLS is spoken to `https` targets
/// @param proxyProtocol whether each connection begins with a PROXY v2 header
public record Connector(ClientTls tls, boolean proxyProtocol, Watchdog watchdog, Resolver resolver) {

    NginxConnection connect(ScrapeTarget target, long deadline, int mostBodyBytes) throws ScrapeException {
        return switch (target.endpoint()) {
            case ScrapeTarget.Endpoint.Unix unix -> {
                SocketAddress address = UnixDomainSocketAddress.of(unix.socket());
                yield open(target, address, Optional.empty(), deadline, mostBodyBytes);
            }
            case ScrapeTarget.Endpoint.Tcp tcp -> connectTcp(target, tcp, deadline, mostBodyBytes);
        };
    }

    /// Tries the host's addresses in turn, as `localhost` may be `::1` with nginx listening on 127.0.0.1 only.
    private NginxConnection connectTcp(
            ScrapeTarget target, ScrapeTarget.Endpoint.Tcp tcp, long deadline, int mostBodyBytes)
            throws ScrapeException {
        ScrapeException last = new ScrapeException(ScrapeError.CONNECT, "no address for '" + tcp.host() + "'");
        Optional<ScrapeTarget.Endpoint.Tcp> handshake = tcp.tls() ? Optional.of(tcp) : Optional.empty();
        for (InetAddress address : resolver.resolve(tcp.host(), deadline)) {
            try {
                return open(target, new InetSocketAddress(address, tcp.port()), handshake, deadline, mostBodyBytes);
            } catch (ScrapeException e) {
                if (e.error() != ScrapeError.CONNECT) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private NginxConnection open(
            ScrapeTarget target,
            SocketAddress address,
            Optional<ScrapeTarget.Endpoint.Tcp> handshake,
            long deadline,
            int mostBodyBytes)
            throws ScrapeException {
        SocketChannel channel = newChannel(address);
        try (Watch watch = watchdog.watch(channel, deadline)) {
            NginxConnection connection;
            try {
                connection = establish(channel, address, handshake, mostBodyBytes);
            } catch (IOException e) {
                closeQuietly(channel);
                throw failure(target, e, watch);
            }
            return connection;
        }
    }

    private static SocketChannel newChannel(SocketAddress address) throws ScrapeException {
        try {
            return address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
        } catch (IOException e) {
            throw new ScrapeException(ScrapeError.CONNECT, "no socket: " + e.getMessage(), e);
        }
    }

    private NginxConnection establish(
            SocketChannel channel,
            SocketAddress address,
            Optional<ScrapeTarget.Endpoint.Tcp> handshake,
            int mostBodyBytes)
            throws IOException {
        channel.connect(address);
        if (address instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        if (proxyProtocol) {
            ByteBuffer header = ByteBuffer.wrap(ProxyHeader.of(channel.getLocalAddress(), channel.getRemoteAddress()));
            while (header.hasRemaining()) {
                channel.write(header);
            }
        }
        if (handshake.isEmpty()) {
            return NginxConnection.plain(channel, mostBodyBytes);
        }
        SSLSocket secured = tls.layer(
                new ChannelSocket(channel),
                handshake.get().host(),
                handshake.get().port());
        secured.startHandshake();
        return NginxConnection.secured(channel, secured, mostBodyBytes);
    }

    /// What an exception on a connection to this target means.
    static ScrapeException failure(ScrapeTarget target, IOException e, Watch watch) {
        if (watch.fired()) {
            return new ScrapeException(ScrapeError.TIMEOUT, "no answer in time", e);
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof SSLException) {
            return new ScrapeException(ScrapeError.TLS, "TLS: " + reason, e);
        }
        String where = switch (target.endpoint()) {
            case ScrapeTarget.Endpoint.Unix unix -> unix.socket();
            case ScrapeTarget.Endpoint.Tcp tcp -> tcp.host() + ":" + tcp.port();
        };
        return new ScrapeException(ScrapeError.CONNECT, where + ": " + reason, e);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // it never carried anything
        }
    }
}
