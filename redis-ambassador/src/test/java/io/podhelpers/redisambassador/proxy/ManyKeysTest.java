package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.runtime.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commands with few and with very many keys in front of shards: each value at its key's place, and an end to the
/// number.
@Timeout(120)
class ManyKeysTest {
    private FakeRedis one;
    private FakeRedis two;
    private Proxy proxy;

    @BeforeEach
    void start() throws Exception {
        one = new FakeRedis(ManyKeysTest::keysAsValues);
        two = new FakeRedis(ManyKeysTest::keysAsValues);
        ShardPool pool = new ShardPool(
                "pool",
                null,
                List.of(server(one), server(two)),
                KeyHash.ONE_AT_A_TIME,
                Distribution.MODULA,
                null,
                ShardPool.Eject.ERROR,
                Duration.ofSeconds(1),
                2,
                null,
                false,
                0);
        proxy = Proxy.sharded(
                Settings.of(ReadPolicy.PREFER_REPLICA, Consistency.PIPELINE), CommandTable.builtIn(), pool);
        proxy.start("--listen-address", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static ShardServer server(FakeRedis redis) {
        return new ShardServer("127.0.0.1", redis.address().port(), 1, null);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.stop(Deadline.after(Duration.ZERO, InstantSource.system()));
        one.close();
        two.close();
    }

    private static String keysAsValues(String request) {
        String[] words = request.split(" ", -1);
        return words[0].equals("MGET") ? values(Arrays.asList(words).subList(1, words.length)) : "+OK\r\n";
    }

    private static String values(List<String> keys) {
        return keys.stream()
                .map(key -> "$" + key.length() + "\r\n" + key + "\r\n")
                .collect(Collectors.joining("", "*" + keys.size() + "\r\n", ""));
    }

    private static List<String> keys(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> i + "x".repeat(Math.max(0, length - 6)))
                .toList();
    }

    /// Copied into one buffer; put together of pieces; copied since there are so many.
    @ParameterizedTest
    @CsvSource({"3, 8", "5000, 200", "20000, 8"})
    void eachValueStandsAtItsKeysPlace(int count, int length) throws Exception {
        List<String> keys = keys(count, length);
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("MGET " + String.join(" ", keys)).expect(values(keys));
            assertThat(proxy.metrics().stream()
                            .mapToLong(lane -> lane.fragments)
                            .sum())
                    .as("one fragment for each shard")
                    .isEqualTo(2);
        }
    }

    @Test
    void moreKeysThanThereIsRoomForAreRefusedAndTheRoomComesBack() throws Exception {
        try (RawClient client = new RawClient(proxy.port())) {
            String tooMany = "MGET " + String.join(" ", keys(Gathering.MOST_KEYS + 1, 1));
            client.send(tooMany);
            assertThat(client.readLine()).startsWith("-OOM no memory left in the ambassador for a request");
            for (int round = 0; round < 2; round++) {
                List<String> most = keys(Gathering.MOST_KEYS, 1);
                client.send("MGET " + String.join(" ", most)).expect(values(most));
            }
            client.send("MSET a 1 b 2 c 3").expect("+OK\r\n");
        }
    }

    @Test
    void keysThatWaitForTheirValuesCount() throws IOException {
        Gathering gathering = new Gathering(1);
        Gathering.Share first = gathering.share();
        assertThat(first.takeKeys(Gathering.MOST_KEYS)).isTrue();
        assertThat(gathering.share().takeKeys(1)).isFalse();
        first.close();
        assertThat(gathering.share().takeKeys(Gathering.MOST_KEYS)).isTrue();
    }
}
