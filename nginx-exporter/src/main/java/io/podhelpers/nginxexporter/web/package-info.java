/// The exporter's own small HTTP/1.1 server, over TCP and unix sockets, plain and TLS.
@NullMarked
package io.podhelpers.nginxexporter.web;

import org.jspecify.annotations.NullMarked;
