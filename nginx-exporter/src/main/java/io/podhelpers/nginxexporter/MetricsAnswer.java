package io.podhelpers.nginxexporter;

import io.podhelpers.nginxexporter.exposition.Gzip;
import io.podhelpers.nginxexporter.exposition.MetricWriter;
import io.podhelpers.nginxexporter.exposition.Negotiation;
import io.podhelpers.nginxexporter.web.Answer;
import io.podhelpers.nginxexporter.web.Request;
import java.util.Map;

/// Written metrics as an answer, compressed when the client takes that.
final class MetricsAnswer {
    private MetricsAnswer() {}

    static Answer of(Request request, MetricWriter writer, Gzip gzip) {
        String contentType = writer.format().contentType();
        if (Negotiation.takesGzip(request.header("accept-encoding"))) {
            return new Answer(200, contentType, Map.of("Content-Encoding", "gzip"), gzip.compress(writer.toBytes()));
        }
        return new Answer(200, contentType, Map.of(), writer.toBytes());
    }
}
