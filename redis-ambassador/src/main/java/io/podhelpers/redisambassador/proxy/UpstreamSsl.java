package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamTls;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import java.time.Duration;
import javax.net.ssl.SSLException;

/// TLS towards the servers: whom we trust, who we are, and which name the certificate must be for.
final class UpstreamSsl {
    private final SslContext context;
    private final UpstreamTls tls;
    private final Duration timeout;

    /// Reads the files.
    ///
    /// @throws UserError if one of them cannot be used
    UpstreamSsl(UpstreamTls tls, Duration timeout) {
        this.tls = tls;
        this.timeout = timeout;
        try {
            this.context = context(tls);
        } catch (SSLException | IllegalArgumentException e) {
            throw new UserError("TLS towards the servers: " + e.getMessage() + " (expected: PEM files that fit)", e);
        }
    }

    private static SslContext context(UpstreamTls tls) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (!tls.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm("");
        } else if (tls.caFile() != null) {
            builder.trustManager(Pem.certificates("--upstream-ca-file", tls.caFile()));
        }
        if (tls.certificateFile() != null && tls.keyFile() != null) {
            builder.keyManager(
                    Pem.privateKey("--upstream-key-file", tls.keyFile()),
                    Pem.certificates("--upstream-cert-file", tls.certificateFile()));
        }
        return builder.build();
    }

    ChannelHandler handler(NodeAddress node, ByteBufAllocator allocator) {
        String name = tls.serverName() == null ? node.host() : tls.serverName();
        SslHandler handler = context.newHandler(allocator, name, node.port());
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        return handler;
    }
}
