package io.podhelpers.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What was built: the release and the commit it was built from.
///
/// @param version the release, as in the image's tag
/// @param revision the git commit, or `unknown` when built outside a checkout
public record BuildInfo(String version, String revision) {
    /// Reads what the build wrote into this module's jar.
    public static BuildInfo load() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing beside " + BuildInfo.class.getName());
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read build.properties", e);
        }
        return new BuildInfo(properties.getProperty("version"), properties.getProperty("revision"));
    }
}
