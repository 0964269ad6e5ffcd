/// NGINX Plus: its JSON API, and the official exporter's families for it.
@NullMarked
package io.podhelpers.nginxexporter.plus;

import org.jspecify.annotations.NullMarked;
