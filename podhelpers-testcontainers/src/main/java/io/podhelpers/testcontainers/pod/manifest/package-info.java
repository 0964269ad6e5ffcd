/// Kubernetes manifests as strict records: what is not understood is refused with its file, line and field.
@NullMarked
package io.podhelpers.testcontainers.pod.manifest;

import org.jspecify.annotations.NullMarked;
