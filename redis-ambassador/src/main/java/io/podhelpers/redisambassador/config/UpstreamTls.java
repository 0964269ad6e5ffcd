package io.podhelpers.redisambassador.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// TLS towards the servers.
///
/// @param caFile PEM certificates to trust, null for the JDK's own
/// @param certificateFile our own PEM certificate chain, null for none
/// @param keyFile its key
/// @param serverName the name the certificate must be for, null for the address connected to
/// @param verify false accepts any certificate
public record UpstreamTls(
        @Nullable Path caFile,
        @Nullable Path certificateFile,
        @Nullable Path keyFile,
        @Nullable String serverName,
        boolean verify) {
    public static final UpstreamTls DEFAULT = new UpstreamTls(null, null, null, null, true);

    public UpstreamTls withServerName(String name) {
        return new UpstreamTls(caFile, certificateFile, keyFile, name, verify);
    }
}
