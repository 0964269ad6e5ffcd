/// What both sides of the exporter need of sockets: deadlines, TLS over any channel, PEM files.
@NullMarked
package io.podhelpers.nginxexporter.net;

import org.jspecify.annotations.NullMarked;
