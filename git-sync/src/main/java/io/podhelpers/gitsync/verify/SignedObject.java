package io.podhelpers.gitsync.verify;

/// What has to be signed.
public enum SignedObject {
    /// The commit that is published.
    COMMIT,
    /// The annotated tag that leads to it, under the name that was asked for.
    TAG
}
