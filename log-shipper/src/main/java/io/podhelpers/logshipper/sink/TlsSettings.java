package io.podhelpers.logshipper.sink;

import java.nio.file.Path;
import java.util.Optional;

/// Whom to trust and who to be.
///
/// @param caFile PEM certificates to trust instead of the system's
/// @param certificateFile a PEM chain to show
/// @param keyFile its PEM key (PKCS#8)
/// @param insecure whether the receiver's certificate is not checked
public record TlsSettings(
        Optional<Path> caFile, Optional<Path> certificateFile, Optional<Path> keyFile, boolean insecure) {}
