package io.podhelpers.logshipper.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// What is compressed here is read by the reference implementation.
final class ZstdTest {
    private static final int LARGEST = 3_000_000;

    @Property(tries = 60)
    void everyBodyIsReadBackWhateverItsSizeAndContent(
            @ForAll @IntRange(max = LARGEST) int length,
            @ForAll @IntRange(min = 1, max = 256) int letters,
            @ForAll long seed) {
        byte[] bytes = body(length, letters, seed);
        Zstd zstd = new Zstd();
        zstd.compress(body(1000, 3, seed), 0, 1000); // what was in its buffer before does not matter
        JsonBuffer packed = zstd.compress(bytes, length / 3, length);
        byte[] sent = Arrays.copyOf(packed.array(), packed.length());

        byte[] read = com.github.luben.zstd.Zstd.decompress(sent, length - length / 3);

        assertThat(Arrays.equals(read, 0, read.length, bytes, length / 3, length))
                .isTrue();
    }

    /// Runs of what came before, such as log lines have.
    private static byte[] body(int length, int letters, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int run = Math.min(length - at, 1 + random.nextInt(200));
            if (at > 0 && random.nextBoolean()) {
                int from = random.nextInt(at);
                run = Math.min(run, at - from);
                System.arraycopy(bytes, from, bytes, at, run);
            } else {
                for (int i = at; i < at + run; i++) {
                    bytes[i] = (byte) random.nextInt(letters);
                }
            }
            at += run;
        }
        return bytes;
    }

    @Test
    void theHttpSinkSaysThatABodyIsCompressedAndTheReceiverReadsTheSameRecords() throws IOException {
        try (FakeReceiver receiver = new FakeReceiver(request -> request.answer(204, new byte[0]));
                HttpSink sink = new HttpSink(receiver.settings("/", Compression.ZSTD), false, InstantSource.system())) {
            Records records = Batches.of(Batches.access(1), Batches.error(), Batches.raw());

            assertThat(sink.send(records, 0, 3)).isEqualTo(SendOutcome.DELIVERED);

            assertThat(receiver.requests()).hasSize(1);
            FakeReceiver.Request request = receiver.requests().getFirst();
            assertThat(request.header("Content-Encoding")).isEqualTo("zstd");
            assertThat(new String(request.body(), UTF_8).lines())
                    .containsExactly(Batches.access(1), Batches.error(), Batches.raw());
        }
    }
}
