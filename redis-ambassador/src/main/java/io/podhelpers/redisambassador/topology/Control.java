package io.podhelpers.redisambassador.topology;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.podhelpers.redisambassador.config.NodeAddress;
import io.podhelpers.redisambassador.config.UpstreamAccess;
import io.podhelpers.redisambassador.config.UpstreamTls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/// Our use of Lettuce: a client with one thread for its connections and none of its measuring. It never sees what
/// applications send.
final class Control implements AutoCloseable {
    private final ClientResources resources;
    private final RedisClient client;
    private final UpstreamAccess access;
    private final Duration timeout;

    Control(UpstreamAccess access, Duration timeout) {
        this.access = access;
        this.timeout = timeout;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(1)
                .computationThreadPoolSize(1)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .eventBus(new NoEvents())
                .build();
        this.client = new RawRedisClient(resources);
        client.setOptions(options());
    }

    private ClientOptions options() {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false) // each look connects anew, so that a name is resolved anew
                .pingBeforeActivateConnection(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .requestQueueSize(64)
                .socketOptions(SocketOptions.builder().connectTimeout(timeout).build());
        UpstreamTls tls = access.tls();
        if (tls != null) {
            options.sslOptions(sslOptions(tls));
        }
        return options.build();
    }

    private SslOptions sslOptions(UpstreamTls tls) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider().handshakeTimeout(timeout);
        if (tls.caFile() != null) {
            ssl.trustManager(tls.caFile().toFile());
        }
        if (tls.certificateFile() != null && tls.keyFile() != null) {
            ssl.keyManager(tls.certificateFile().toFile(), tls.keyFile().toFile(), new char[0]);
        }
        String serverName = tls.serverName();
        if (serverName != null) {
            ssl.sslParameters(() -> {
                SSLParameters parameters = new SSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
                return parameters;
            });
        }
        return ssl.build();
    }

    CompletableFuture<StatefulRedisConnection<String, String>> connect(NodeAddress address) {
        return client.connectAsync(StringCodec.UTF8, uri(address, access)).toCompletableFuture();
    }

    CompletableFuture<StatefulRedisPubSubConnection<String, String>> connectPubSub(NodeAddress address) {
        return client.connectPubSubAsync(StringCodec.UTF8, uri(address, access)).toCompletableFuture();
    }

    private RedisURI uri(NodeAddress address, UpstreamAccess with) {
        RedisURI.Builder uri = RedisURI.Builder.redis(address.host(), address.port())
                .withTimeout(timeout)
                .withClientName("podhelpers-topology")
                .withDatabase(with.database())
                .withSsl(with.tls() != null);
        if (with.tls() != null) {
            uri.withVerifyPeer(with.tls().verify() ? SslVerifyMode.FULL : SslVerifyMode.NONE);
        }
        if (with.currentPassword() != null) {
            // asked at each connect: secrets rotate
            uri.withAuthentication(RedisCredentialsProvider.from(() -> credentials(with)));
        }
        return uri.build();
    }

    private static RedisCredentials credentials(UpstreamAccess access) {
        String password = access.currentPassword();
        return RedisCredentials.just(access.user(), password == null ? "" : password);
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        // goes on by itself: nothing waits for the last of its threads
        var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
