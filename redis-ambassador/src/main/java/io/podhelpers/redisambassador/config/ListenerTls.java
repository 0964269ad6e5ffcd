package io.podhelpers.redisambassador.config;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TLS towards the clients.
///
/// @param certificateFile PEM certificate chain that is shown to clients
/// @param keyFile its PEM key, PKCS#8
/// @param clientCaFile PEM certificates, one of which must have signed each client's; null: clients show none
public record ListenerTls(
        Path certificateFile, Path keyFile, @Nullable Path clientCaFile) {

    /// From options of which all, or none, are given.
    ///
    /// @param where the place of the options, for the message
    public static @Nullable ListenerTls of(
            @Nullable Path certificate, @Nullable Path key, @Nullable Path clientCa, String where) {
        if (certificate == null && key == null && clientCa == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw new UserError(where + "tls-cert-file, tls-key-file: "
                    + (certificate == null && key == null ? "neither" : "one alone") + " (expected: both)");
        }
        return new ListenerTls(certificate, key, clientCa);
    }

    /// All of them, to be read again when one changes.
    public List<Path> files() {
        return clientCaFile == null
                ? List.of(certificateFile, keyFile)
                : List.of(certificateFile, keyFile, clientCaFile);
    }
}
