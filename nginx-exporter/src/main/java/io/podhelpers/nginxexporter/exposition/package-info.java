/// Families and samples as text: Prometheus 0.0.4 and OpenMetrics 1.0.0.
@NullMarked
package io.podhelpers.nginxexporter.exposition;

import org.jspecify.annotations.NullMarked;
