package io.podhelpers.logshipper.deliver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.sink.Records;
import io.podhelpers.logshipper.sink.SendOutcome;
import io.podhelpers.logshipper.sink.SendOutcome.Partly;
import io.podhelpers.logshipper.sink.SendOutcome.Rejected;
import io.podhelpers.logshipper.sink.SendOutcome.Thinned;
import io.podhelpers.logshipper.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CourierTest {
    private final Counts counts = new Counts();
    private final BlockingQueue<Batch> done = new ArrayBlockingQueue<>(1);

    /// Answers as it is told, in turn, then takes all; records are single letters.
    private static final class Scripted implements Sink {
        private final List<String> sent = new ArrayList<>();
        private final List<Long> sentNanos = new ArrayList<>();
        private final List<SendOutcome> answers;

        Scripted(SendOutcome... answers) {
            this.answers = new ArrayList<>(List.of(answers));
        }

        @Override
        public SendOutcome send(Records records, int first, int end) {
            int from = records.from(first);
            sentNanos.add(System.nanoTime());
            sent.add(new String(records.bytes(), from, records.to(end - 1) - from, US_ASCII).replace("\n", ""));
            return answers.isEmpty() ? SendOutcome.DELIVERED : answers.removeFirst();
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public void close() {}
    }

    /// What became of the lines.
    private static final class Counts implements LineCounts {
        private long shipped;
        private long deadLettered;
        private long lost;
        private long retried;

        @Override
        public void read(long lines, long bytes) {}

        @Override
        public void filtered(long lines) {}

        @Override
        public void unparsed(String parser, long lines) {}

        @Override
        public void shipped(long lines, long bytes) {
            shipped += lines;
        }

        @Override
        public void deadLettered(long lines) {
            deadLettered += lines;
        }

        @Override
        public void lost(Loss cause, long lines) {
            lost += lines;
        }

        @Override
        public void retried() {
            retried++;
        }

        @Override
        public void batch(Duration took) {}
    }

    private void deliver(Sink sink, Optional<Sink> deadLetters, int limit, String letters) throws InterruptedException {
        RetrySettings retries = new RetrySettings(Duration.ofMillis(1), Duration.ofMillis(2), limit);
        Courier courier = new Courier(sink, deadLetters, retries, 1, counts, done::add, new Random(1));
        Thread thread = Thread.ofVirtual().start(courier);
        Batch batch = new Batch(1024);
        batch.open(0);
        for (int i = 0; i < letters.length(); i++) {
            batch.records().json().put(letters.charAt(i));
            batch.records().end(1, i);
        }
        courier.send(batch);
        assertThat(done.poll(30, TimeUnit.SECONDS)).isSameAs(batch);
        courier.stop();
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }

    private static BitSet set(int... bits) {
        BitSet set = new BitSet();
        for (int bit : bits) {
            set.set(bit);
        }
        return set;
    }

    private static Partly partly(BitSet again, BitSet refused) {
        return new Partly(again, "busy", refused, "malformed", Optional.empty());
    }

    @Test
    void sendsAgainOnlyWhatTheReceiverWantsAgain() throws InterruptedException {
        Scripted sink = new Scripted(partly(set(1, 3, 4), set(0)), partly(set(2), set(0)));
        Scripted grave = new Scripted();
        deliver(sink, Optional.of(grave), 0, "abcde");

        assertThat(sink.sent).containsExactly("abcde", "bde", "e");
        assertThat(grave.sent).containsExactly("a", "b");
        assertThat(counts.shipped).isEqualTo(3);
        assertThat(counts.deadLettered).isEqualTo(2);
        assertThat(counts.lost).isZero();
        assertThat(counts.retried).isEqualTo(2);
    }

    @Test
    void waitsAsLongAsTheReceiverAsksTo() throws InterruptedException {
        Duration asked = Duration.ofMillis(150); // its own wait is 2 ms at most
        Scripted sink = new Scripted(
                new SendOutcome.Retry("busy", Optional.of(asked)),
                new Partly(set(0), "busy", set(), "", Optional.of(asked)));
        deliver(sink, Optional.empty(), 0, "a");

        assertThat(sink.sentNanos.get(1) - sink.sentNanos.get(0)).isGreaterThanOrEqualTo(asked.toNanos());
        assertThat(sink.sentNanos.get(2) - sink.sentNanos.get(1)).isGreaterThanOrEqualTo(asked.toNanos());
    }

    @Test
    void triesInHalvesWhatIsTooLargeUntilTheOneIsFound() throws InterruptedException {
        Rejected tooLarge = new Rejected("too large", true);
        Scripted sink = new Scripted(tooLarge, SendOutcome.DELIVERED, tooLarge, tooLarge);
        Scripted grave = new Scripted();
        deliver(sink, Optional.of(grave), 0, "abcd");

        assertThat(sink.sent).containsExactly("abcd", "ab", "cd", "c", "d");
        assertThat(grave.sent).containsExactly("c");
        assertThat(counts.shipped).isEqualTo(3);
        assertThat(counts.deadLettered).isEqualTo(1);
    }

    @Test
    void countsAsLostWhatTheReceiverDroppedWithoutSayingWhich() throws InterruptedException {
        deliver(new Scripted(new Thinned(2, "too big")), Optional.of(new Scripted()), 0, "abc");
        assertThat(counts.shipped).isEqualTo(1);
        assertThat(counts.lost).isEqualTo(2);
    }

    @Test
    void givesUpAtTheLimitAlsoWhatWasPartlyTaken() throws InterruptedException {
        Scripted sink = new Scripted(
                partly(set(0, 1), set()),
                SendOutcome.retry("down"),
                SendOutcome.retry("down"),
                SendOutcome.retry("down"));
        Scripted grave = new Scripted();
        deliver(sink, Optional.of(grave), 2, "abc");
        assertThat(counts.shipped).isEqualTo(1);
        assertThat(grave.sent).containsExactly("ab");
    }

    @Test
    void whatNotEvenTheDeadLettersTakeIsLost() throws InterruptedException {
        Scripted grave = new Scripted(SendOutcome.retry("full"), new Rejected("no", false));
        deliver(new Scripted(new Rejected("no", false)), Optional.of(grave), 0, "ab");
        assertThat(grave.sent).containsExactly("ab", "ab");
        assertThat(counts.lost).isEqualTo(2);
        assertThat(counts.deadLettered).isZero();
    }
}
