package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// Records for tests of sinks.
final class Batches {
    private Batches() {}

    /// An access record of `/var/log/nginx/access.log`.
    static String access(int item) {
        return access(item, "2026-11-22T07:35:01+00:00");
    }

    static String access(int item, String time) {
        return "{\"log.file.path\":\"/var/log/nginx/access.log\",\"k8s.pod.name\":\"web-0\",\"client.address\":\"10.0.0.9\","
                + "\"timestamp\":\"" + time + "\",\"body\":\"GET /item/" + item + " HTTP/1.1\","
                + "\"http.request.method\":\"GET\",\"url.path\":\"/item/" + item
                + "\",\"http.response.status_code\":200,"
                + "\"http.server.request.duration\":0.005,\"user_agent.original\":\"a \\\"quoted\\\" \\u001b é\"}";
    }

    static String error() {
        return "{\"log.file.path\":\"/var/log/nginx/error.log\",\"k8s.pod.name\":\"web-0\","
                + "\"timestamp\":\"2026-11-22T07:35:02+00:00\",\"severity_text\":\"error\",\"process.pid\":31,"
                + "\"body\":\"open() \\\"/x\\\" failed\"}";
    }

    static String raw() {
        return "{\"log.file.path\":\"/var/log/nginx/access.log\",\"k8s.pod.name\":\"web-0\",\"body\":\"not a line\","
                + "\"error.type\":\"unparsed\"}";
    }

    /// The records, at offsets 0, 100, 200… of content 7.
    static Records of(List<String> records) {
        return of(7, 0, records);
    }

    static Records of(String... records) {
        return of(List.of(records));
    }

    static Records of(long content, long offset, List<String> records) {
        Records batch = new Records(1024 * 1024);
        add(batch, content, offset, records);
        return batch;
    }

    static void add(Records batch, long content, long offset, List<String> records) {
        long at = offset;
        for (String record : records) {
            batch.json().put(record.getBytes(UTF_8));
            batch.end(content, at);
            at += 100;
        }
    }
}
