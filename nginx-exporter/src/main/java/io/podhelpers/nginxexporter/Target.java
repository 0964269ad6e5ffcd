package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.nginx.NginxClient;

/// One scraped nginx: who asks it, and the labels of its series.
///
/// @param labels of `nginx_*` series: the constant ones and, with several targets, `addr`
/// @param ownLabels of the exporter's own series about this target: `addr` with several targets
record Target(NginxClient client, String labels, String ownLabels) {}
