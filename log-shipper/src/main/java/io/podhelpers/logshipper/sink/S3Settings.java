package io.podhelpers.logshipper.sink;

import java.nio.file.Path;

/// Where objects go; a validated part of the configuration.
///
/// @param region the signature's region
/// @param prefix what keys begin with
/// @param credentialsFile `ACCESS_KEY:SECRET_KEY` or `ACCESS_KEY:SECRET_KEY:SESSION_TOKEN`, read again for each object
/// @param host tells this machine's (or Pod's) objects from those of others
public record S3Settings(String region, String prefix, Path credentialsFile, String host) {}
