package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.JsonBuffer;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import java.net.URI;
import java.time.InstantSource;
import java.util.zip.CRC32C;

/// Elasticsearch and OpenSearch by their bulk interface.
///
/// Each record is created under an `_id` made of host, content, offset and a checksum: what is sent again, after a
/// lost answer or a crash, is refused by the receiver as a version conflict (409), which is as good as delivered.
/// The receiver answers for each record: 429 and 5xx are sent again, alone; other 4xx are refused for good.
/// `timestamp` is renamed to `@timestamp`, which data streams demand.
public final class ElasticsearchSink implements Sink {
    private static final int ANSWER_KEPT = 8 * 1024 * 1024;
    private static final String BULK =
            "_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason";
    private static final byte[] ID = "{\"create\":{\"_id\":\"".getBytes(US_ASCII);
    private static final byte[] ID_END = "\"}}\n".getBytes(US_ASCII);
    private static final byte[] AT = {'@'};
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private final String name;
    private final HttpReceiver receiver;
    private final byte[] idPrefix;
    private final JsonBuffer body = new JsonBuffer(64 * 1024);
    private final RecordReader reader = new RecordReader();
    private final BulkAnswer bulk = new BulkAnswer();
    private final CRC32C checksum = new CRC32C();

    /// @param name `elasticsearch` or `opensearch`: they differ in nothing that matters here
    /// @param index the index, alias or data stream
    /// @param host tells this machine's (or Pod's) logs from those of others
    public ElasticsearchSink(String name, HttpSettings settings, String index, String host, InstantSource clock) {
        this.name = name;
        this.receiver = new HttpReceiver(settings.at(bulk(settings.url(), index)), ANSWER_KEPT, clock);
        checksum.update(host.getBytes(UTF_8));
        this.idPrefix = (Long.toHexString(checksum.getValue()) + '-').getBytes(US_ASCII);
    }

    private static URI bulk(URI url, String index) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base : base + '/') + index + '/' + BULK);
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        body.truncate(0);
        for (int record = first; record < end; record++) {
            body.put(ID);
            id(records, record);
            body.put(ID_END);
            document(records, record);
        }
        return receiver.post(
                "application/x-ndjson", body.array(), 0, body.length(), answer -> judge(answer, end - first));
    }

    private void id(Records records, int record) {
        body.put(idPrefix);
        hex(records.content(record));
        body.put('-');
        hex(records.offset(record));
        body.put('-');
        // two contents that begin alike have the same id: their lines are told apart by what they say
        checksum.reset();
        checksum.update(records.bytes(), records.from(record), records.to(record) - records.from(record));
        hex(checksum.getValue());
    }

    private void hex(long value) {
        int shift = Math.max(0, (Long.SIZE - 1 - Long.numberOfLeadingZeros(value)) / 4 * 4);
        for (int s = shift; s >= 0; s -= 4) {
            body.put(HEX[((int) (value >>> s)) & 0xf]);
        }
    }

    private void document(Records records, int record) {
        byte[] bytes = records.bytes();
        int from = records.from(record);
        int to = records.to(record);
        reader.open(bytes, from, to);
        while (reader.next()) {
            if (reader.isKey(RecordTime.TIMESTAMP)) {
                body.put(bytes, from, reader.keyFrom());
                body.put(AT);
                body.put(bytes, reader.keyFrom(), to);
                return;
            }
        }
        body.put(bytes, from, to);
    }

    private SendOutcome judge(HttpAnswer answer, int sent) {
        if (answer.status() != 200) {
            return receiver.byStatus(answer);
        }
        if (!bulk.read(answer.body(), sent)) {
            return SendOutcome.retry("an answer that is none to a bulk request of " + sent + " records");
        }
        if (bulk.again().isEmpty() && bulk.refused().isEmpty()) {
            return SendOutcome.DELIVERED;
        }
        return new Partly(
                bulk.again(), bulk.whyAgain(), bulk.refused(), bulk.whyRefused(), receiver.retryAfter(answer));
    }

    @Override
    public void abort() {
        receiver.abort();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        receiver.close();
    }
}
