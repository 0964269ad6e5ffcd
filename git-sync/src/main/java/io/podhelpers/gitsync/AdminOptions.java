package io.podhelpers.gitsync;

import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What operators see.
final class AdminOptions {
    @Option(
            names = "--http-bind",
            paramLabel = "ADDRESS",
            description = "Serve / (200 once synced), /livez and /readyz here, for example :1234.")
    @Nullable
    ListenAddress httpBind;

    @Option(
            names = "--http-metrics",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class,
            description = "Serve /metrics at --http-bind, too.")
    boolean httpMetrics;

    @Option(
            names = "--http-pprof",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            converter = GoBoolean.class,
            description = "Serve /debug/pprof/ at --http-bind, too: what each thread is doing.")
    boolean httpPprof;

    @Option(
            names = {"-v", "--verbose"},
            paramLabel = "N",
            defaultValue = "0",
            description = "The log's detail as git-sync counts it: from 2 on as --log-level=debug, from 6 on trace.")
    int verbose;

    AdminConfig toConfig() {
        if (httpBind == null && (httpMetrics || httpPprof)) {
            throw new UserError((httpMetrics ? "--http-metrics" : "--http-pprof")
                    + ": no --http-bind (expected: an address to serve it on)");
        }
        return new AdminConfig(httpBind, httpMetrics, httpPprof);
    }
}
