package io.podhelpers.nginxexporter.nginx;

/// What nginx said of itself at one moment; immutable.
public interface NginxSnapshot {
    /// Whether nginx was started anew after the earlier snapshot.
    boolean restartedSince(NginxSnapshot before);
}
