package io.podhelpers.logshipper.sink;

import java.time.Duration;
import java.util.Optional;

/// How the `syslog` sink sends; a validated part of the configuration.
///
/// @param transport `TCP`, `TLS` or `UDP`
/// @param timeout for connecting, sending and the receiver's end of the connection, each
/// @param host the message's HOSTNAME
/// @param application the message's APP-NAME
/// @param facility 0..23
/// @param confirm whether the end of the connection stands for an acknowledgement
/// @param tls certificates, for `TLS`
public record SyslogSettings(
        Transport transport,
        String address,
        int port,
        Duration timeout,
        String host,
        String application,
        int facility,
        boolean confirm,
        Optional<TlsSettings> tls) {
    /// How messages travel.
    public enum Transport {
        /// RFC 6587 with octet counting.
        TCP,
        /// RFC 5425.
        TLS,
        /// RFC 5426.
        UDP
    }
}
