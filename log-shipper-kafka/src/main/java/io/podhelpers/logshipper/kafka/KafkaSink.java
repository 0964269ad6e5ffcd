package io.podhelpers.logshipper.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.sink.KafkaSettings;
import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.SendOutcome;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.UserError;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Records as messages of a topic, by an idempotent producer that waits for all replicas in sync.
///
/// The key is host and content, so the lines of a log stay in order in one partition; the header `id` names the line
/// for good. A record that is too large or malformed is refused for good, everything else is tried again.
final class KafkaSink implements Sink {
    private final KafkaSettings settings;
    private volatile @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Pending pending;
    private volatile boolean aborted;

    /// @throws UserError if the configuration is none
    KafkaSink(KafkaSettings settings) {
        this.settings = settings;
        this.producer = open();
    }

    private Producer<byte[], byte[]> open() {
        try {
            return new KafkaProducer<>(
                    ProducerProperties.of(settings), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UserError("--kafka-brokers: " + cause.getMessage(), e);
        }
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        try {
            Pending batch = pending;
            if (batch == null || !batch.isOf(records, first, end)) {
                if (batch != null) {
                    drop(); // given up meanwhile: what is left of it must not come between
                }
                batch = begin(records, first, end);
                pending = batch;
            }
            if (aborted || !batch.left.await(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return SendOutcome.retry("the brokers have not taken all"); // they go on with it
            }
            pending = null;
            return outcome(batch.failures);
        } catch (UserError | InterruptException | IllegalStateException e) {
            drop();
            return SendOutcome.retry(String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            drop(); // a producer that has failed for good
            return SendOutcome.retry(words(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SendOutcome.retry("interrupted");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callbacks have what came of it
    private Pending begin(Records records, int first, int end) {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = open();
            producer = open;
        }
        open.partitionsFor(settings.topic()); // else the first records would fail and the others overtake them
        Pending batch = new Pending(records, first, end);
        for (int record = first; record < end; record++) {
            int index = record - first;
            open.send(message(records, record), (_, failure) -> {
                batch.failures.set(index, failure);
                batch.left.countDown();
            });
        }
        return batch;
    }

    /// A batch that the producer has. It tries without end, since an attempt of ours beside its own would put lines out
    /// of order; a retry of the same batch only waits on.
    private static final class Pending {
        private final Records records;
        private final int first;
        private final int end;
        private final long content;
        private final long offset;
        private final AtomicReferenceArray<@Nullable Exception> failures;
        private final CountDownLatch left;

        Pending(Records records, int first, int end) {
            this.records = records;
            this.first = first;
            this.end = end;
            this.content = records.content(first);
            this.offset = records.offset(first);
            this.failures = new AtomicReferenceArray<>(end - first);
            this.left = new CountDownLatch(end - first);
        }

        boolean isOf(Records others, int from, int to) {
            return records.equals(others)
                    && first == from
                    && end == to
                    && content == others.content(from)
                    && offset == others.offset(from);
        }
    }

    private ProducerRecord<byte[], byte[]> message(Records records, int record) {
        String content = settings.host() + '-' + Long.toHexString(records.content(record));
        byte[] value = Arrays.copyOfRange(records.bytes(), records.from(record), records.to(record) - 1);
        byte[] id = (content + '-' + Long.toHexString(records.offset(record))).getBytes(UTF_8);
        return new ProducerRecord<>(
                settings.topic(), null, content.getBytes(UTF_8), value, List.of(new RecordHeader("id", id)));
    }

    private SendOutcome outcome(AtomicReferenceArray<@Nullable Exception> failures) {
        BitSet again = new BitSet();
        BitSet refused = new BitSet();
        String whyAgain = "";
        String whyRefused = "";
        boolean broken = false;
        for (int i = 0; i < failures.length(); i++) {
            Exception failure = failures.get(i);
            if (failure == null) {
                continue;
            }
            if (isForGood(failure)) {
                refused.set(i);
                whyRefused = words(failure);
            } else {
                again.set(i);
                whyAgain = words(failure);
                broken |= !(failure instanceof ApiException);
            }
        }
        if (broken) {
            drop();
        }
        if (again.isEmpty() && refused.isEmpty()) {
            return SendOutcome.DELIVERED;
        }
        if (again.cardinality() == failures.length()) {
            return SendOutcome.retry(whyAgain);
        }
        return new Partly(again, whyAgain, refused, whyRefused, Optional.empty());
    }

    private static boolean isForGood(Exception failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof CorruptRecordException;
    }

    /// The kind of failure: messages have numbers that differ each time.
    private static String words(Exception failure) {
        return failure.getClass().getSimpleName();
    }

    private void drop() {
        pending = null;
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    @Override
    public void abort() {
        aborted = true;
        Producer<byte[], byte[]> open = producer;
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void close() {
        drop();
    }
}
