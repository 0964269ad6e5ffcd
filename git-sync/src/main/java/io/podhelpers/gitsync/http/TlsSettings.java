package io.podhelpers.gitsync.http;

import io.podhelpers.gitsync.egress.SystemAuthorities;
import java.net.URL;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/// What `http.*` or `http.<url>.*` says of TLS towards one server.
///
/// @param authorities the certificates to trust instead of the JDK's, or none
/// @param certificate our own, or none
/// @param key of our certificate; in the same file unless said otherwise
/// @param verify false trusts every server
record TlsSettings(
        @Nullable Path authorities,
        @Nullable Path certificate,
        @Nullable Path key,
        boolean verify) {
    static TlsSettings of(Config config, URL url, boolean verify) {
        Path certificate = path(config, url, "sslCert");
        Path key = path(config, url, "sslKey");
        Path own = path(config, url, "sslCAInfo");
        Path authorities = own == null ? SystemAuthorities.file().orElse(null) : own;
        return new TlsSettings(authorities, certificate, key == null ? certificate : key, verify);
    }

    boolean areUsual() {
        return authorities == null && certificate == null && verify;
    }

    private static @Nullable Path path(Config config, URL url, String name) {
        String value = HttpSetting.of(config, url, name);
        return value == null || value.isEmpty() ? null : Path.of(value);
    }
}
