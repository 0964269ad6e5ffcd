package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.JsonBuffer;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Retry;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Objects of newline-delimited JSON in an S3 bucket, one for each log of a batch.
///
/// A key is `PREFIX DAY/HOST/LOG/CONTENT-OFFSET.ndjson`, made of what is in the object and not of when it is sent:
/// sent again, it overwrites itself.
public final class S3Sink implements Sink {
    private static final int ANSWER_KEPT = 2048;

    private final HttpSettings http;
    private final S3Settings settings;
    private final HttpReceiver receiver;
    private final InstantSource clock;
    private final RecordTime times;
    private final RecordReader reader = new RecordReader();
    private final JsonBuffer body = new JsonBuffer(64 * 1024);
    private final @Nullable Compressor compressor;

    /// @param http its URL is the bucket's: `https://HOST/BUCKET`
    /// @throws UserError if the credentials cannot be read
    public S3Sink(HttpSettings http, S3Settings settings, InstantSource clock) {
        this.http = http;
        this.settings = settings;
        this.clock = clock;
        this.times = new RecordTime(clock);
        this.compressor = http.compression().open();
        this.receiver = new HttpReceiver(http, ANSWER_KEPT, clock);
        signature(); // a missing file is told at the start
    }

    private AwsSignature signature() {
        String[] parts = Secrets.read("--s3-credentials-file", settings.credentialsFile())
                .split(":", 3);
        if (parts.length < 2) {
            throw new UserError("--s3-credentials-file: no ':' in " + settings.credentialsFile()
                    + " (expected: ACCESS_KEY:SECRET_KEY)");
        }
        return new AwsSignature(parts[0], parts[1], parts.length == 3 ? parts[2] : "", settings.region());
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        times.begin(records, first);
        Map<Long, BitSet> contents = new LinkedHashMap<>();
        for (int record = first; record < end; record++) {
            contents.computeIfAbsent(records.content(record), _ -> new BitSet()).set(record - first);
        }
        BitSet again = new BitSet();
        Optional<Retry> trouble = Optional.empty();
        for (BitSet members : contents.values()) {
            SendOutcome outcome = trouble.isPresent() ? trouble.get() : put(records, first, members);
            if (outcome instanceof Retry retry) {
                trouble = Optional.of(retry);
                again.or(members);
            }
        }
        if (trouble.isEmpty()) {
            return SendOutcome.DELIVERED;
        }
        if (again.cardinality() == end - first) {
            return trouble.get();
        }
        return new Partly(
                again, trouble.get().why(), new BitSet(), "", trouble.get().after());
    }

    private SendOutcome put(Records records, int first, BitSet members) {
        body.truncate(0);
        members.stream()
                .map(index -> first + index)
                .forEach(record -> body.put(records.bytes(), records.from(record), records.to(record)));
        JsonBuffer object = compressor == null ? body : compressor.compress(body.array(), 0, body.length());
        String path = AwsSignature.encode(base() + key(records, first + members.nextSetBit(0)));
        try {
            String headers = signature()
                    .headers(HttpReceiver.host(http.url()), path, object.array(), 0, object.length(), clock.instant());
            String type =
                    "Content-Type: " + (compressor == null ? "application/x-ndjson" : compressor.mediaType()) + "\r\n";
            return receiver.send("PUT", path, type + headers, object.array(), 0, object.length(), this::judge);
        } catch (UserError e) {
            return SendOutcome.retry(String.valueOf(e.getMessage())); // the secret is being replaced
        }
    }

    private String base() {
        String path = http.url().getPath();
        return (path.endsWith("/") ? path : path + '/') + settings.prefix();
    }

    private String key(Records records, int record) {
        long seconds = Math.floorDiv(times.of(records, record), 1_000_000_000L);
        LocalDate day = Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).toLocalDate();
        String content = Long.toHexString(records.content(record));
        String offset = "%020d".formatted(records.offset(record));
        String end = compressor == null ? ".ndjson" : ".ndjson" + compressor.suffix();
        return day + "/" + plain(settings.host()) + '/' + plain(log(records, record)) + '/' + content + '-' + offset
                + end;
    }

    /// The file name in the record's first field, the log's path.
    private String log(Records records, int record) {
        reader.open(records.bytes(), records.from(record), records.to(record));
        if (!reader.next()) {
            return "log";
        }
        String path = new String(records.bytes(), reader.valueFrom(), reader.valueTo() - reader.valueFrom(), UTF_8);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /// The data is never to blame: whatever is wrong can be mended.
    private SendOutcome judge(HttpAnswer answer) {
        return answer.status() / 100 == 2
                ? SendOutcome.DELIVERED
                : new Retry(answer.told(), receiver.retryAfter(answer));
    }

    @Override
    public void abort() {
        receiver.abort();
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public void close() {
        receiver.close();
        if (compressor != null) {
            compressor.close();
        }
    }
}
