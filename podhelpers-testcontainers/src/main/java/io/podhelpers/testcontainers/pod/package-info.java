/// Runs a Kubernetes Pod from its own manifest on the local container engine, for tests and demonstrations.
///
/// ```
/// manifest file ─► Manifests ─► PodSet ─► PodContainer: network holder ─► volumes ─► init containers and
///                                          native sidecars in order ─► containers ─► ready … ─► termination
/// ```
@NullMarked
package io.podhelpers.testcontainers.pod;

import org.jspecify.annotations.NullMarked;
