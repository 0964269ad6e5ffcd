/// The way to nginx: target, connection, answer, snapshot.
@NullMarked
package io.podhelpers.nginxexporter.nginx;

import org.jspecify.annotations.NullMarked;
