package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Labels;
import io.podhelpers.nginxexporter.nginx.ClientTls;
import io.podhelpers.nginxexporter.nginx.ScrapeTarget;
import io.podhelpers.nginxexporter.web.ListenPoint;
import io.podhelpers.nginxexporter.web.WebConfigSource;
import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// Everything the options say, checked.
///
/// @param accessLog where the access log is taken, nothing if it is not
/// @param probeAllow what `/probe` may be asked for
record ExporterConfig(
        Web web,
        Nginx nginx,
        SortedMap<String, String> constLabels,
        Optional<AccessLog> accessLog,
        ProbeAllowList probeAllow) {

    /// The exporter's own port.
    ///
    /// @param security TLS and users
    record Web(
            List<ListenPoint> listen,
            String telemetryPath,
            Optional<WebConfigSource> security,
            boolean nginxMetricsOnly) {
        Web {
            check(!listen.isEmpty(), "--web.listen-address: none (expected: host:port, :port or unix:/path)");
            check(
                    telemetryPath.matches("/[^?#\\s]*"),
                    "--web.telemetry-path: '" + telemetryPath + "' (expected: a path that begins with a slash)");
        }
    }

    /// What is asked, and how.
    ///
    /// @param plus whether the targets are NGINX Plus APIs
    /// @param timeout for one scrape from name lookup to last byte
    /// @param retries trials at the start beyond the first one
    record Nginx(
            List<ScrapeTarget> targets,
            boolean plus,
            Duration timeout,
            ClientTls.Settings tls,
            boolean proxyProtocol,
            int retries,
            Duration retryInterval) {
        Nginx {
            check(!targets.isEmpty(), "--nginx.scrape-uri: none (expected: http://…, https://… or unix:…)");
            Set<String> seen = new HashSet<>();
            for (ScrapeTarget target : targets) {
                check(seen.add(target.uri()), "--nginx.scrape-uri: " + target + " is given twice");
            }
            checkPositive("--nginx.timeout", timeout);
            checkPositive("--nginx.retry-interval", retryInterval);
            check(retries >= 0, "--nginx.retries: " + retries + " (expected: 0 or more)");
        }
    }

    /// The syslog listener.
    ///
    /// @param maxSeries how many pairs of method and status have a series of their own
    record AccessLog(ListenAddress listen, int maxSeries) {
        AccessLog {
            check(maxSeries > 0, "--log.max-series: " + maxSeries + " (expected: 1 or more)");
        }
    }

    ExporterConfig {
        for (String name : constLabels.keySet()) {
            check(
                    Labels.isName(name),
                    "--prometheus.const-label: name '" + name + "' (expected: letters, digits and _, no digit first)");
            check(
                    !name.equals("addr") || nginx.targets.size() == 1,
                    "--prometheus.const-label: 'addr' is taken by the URI when several are given");
        }
    }

    private static void checkPositive(String option, Duration duration) {
        check(duration.isPositive(), option + ": '" + Durations.format(duration) + "' (expected: a duration above 0s)");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new UserError(message);
        }
    }
}
