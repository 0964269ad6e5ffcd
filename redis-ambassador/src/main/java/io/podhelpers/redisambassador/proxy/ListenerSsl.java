package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.podhelpers.redisambassador.config.ListenerTls;
import io.podhelpers.runtime.UserError;
import io.podhelpers.runtime.tls.Pem;
import javax.net.ssl.SSLException;

/// TLS towards the clients: who we are, and whose clients we let in.
final class ListenerSsl {
    private final SslContext context;

    /// Reads the files.
    ///
    /// @throws UserError if one of them cannot be used
    ListenerSsl(ListenerTls tls) {
        try {
            this.context = context(tls);
        } catch (SSLException | IllegalArgumentException e) {
            throw new UserError("TLS towards clients: " + e.getMessage() + " (expected: PEM files that fit)", e);
        }
    }

    private static SslContext context(ListenerTls tls) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        Pem.privateKey("--tls-key-file", tls.keyFile()),
                        Pem.certificates("--tls-cert-file", tls.certificateFile()))
                .sslProvider(SslProvider.JDK);
        if (tls.clientCaFile() != null) {
            builder.trustManager(Pem.certificates("--tls-client-ca-file", tls.clientCaFile()))
                    .clientAuth(ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    ChannelHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }
}
