package io.podhelpers.nginxexporter.nginx;

/// One request to the stub_status page.
public final class StubStatusApi implements NginxClient.NginxApi {
    /// A status page has some 100 bytes; more than this is another page.
    public static final int MOST_BODY_BYTES = 64 * 1024;

    @Override
    public StubStatus snapshot(NginxHttp http, long deadline) throws ScrapeException {
        return StubStatusParser.parse(http.get(http.target().path(), deadline));
    }
}
