package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.nginx.NginxClient;
import java.util.SortedMap;

/// One scraped nginx: who asks it, and the labels of its series.
///
/// @param labelSet of `nginx_*` series: the constant ones and, with several targets, `addr`
/// @param labels the same as text
/// @param ownLabels of the exporter's own series about this target: `addr` with several targets
record Target(NginxClient client, SortedMap<String, String> labelSet, String labels, String ownLabels) {
    Target(NginxClient client, SortedMap<String, String> labelSet, SortedMap<String, String> ownLabels) {
        this(client, labelSet, Labels.of(labelSet), Labels.of(ownLabels));
    }
}
