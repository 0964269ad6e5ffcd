package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.resp.ReplyFramer;
import io.podhelpers.redisambassador.shards.Distribution;
import io.podhelpers.redisambassador.shards.KeyHash;
import io.podhelpers.redisambassador.shards.ShardPool;
import io.podhelpers.redisambassador.shards.ShardServer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Replies that are well formed but not what was asked for, where replies of several servers become one: there is one
/// reply all the same, and those after it are the right ones.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MisshapenRepliesTest {
    private static final int SEEDS = 600;
    private static final List<String> PUT_TOGETHER = List.of(
            "MGET a b c d e f g h",
            "MSET a 1 b 2 c 3 d 4 e 5",
            "DEL a b c d e f g h",
            "EXISTS a b c d e f g h",
            "KEYS *",
            "DBSIZE",
            "SCAN 0",
            "RANDOMKEY",
            "FLUSHALL",
            "SCRIPT EXISTS abc",
            "SCRIPT LOAD return(1)");
    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            ":1\r\n",
            ":x\r\n",
            ":99999999999999999999\r\n",
            "$-1\r\n",
            "$0\r\n\r\n",
            "$3\r\nabc\r\n",
            "*0\r\n",
            "*-1\r\n",
            "_\r\n",
            "*1\r\n:1\r\n",
            "*2\r\n$1\r\n0\r\n*1\r\n+a\r\n",
            "*2\r\n:5\r\n:6\r\n",
            "*2\r\n*2\r\n:1\r\n:2\r\n*0\r\n",
            "*5\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n",
            "*12\r\n" + ":1\r\n".repeat(12),
            "%1\r\n+a\r\n+b\r\n",
            "~2\r\n+a\r\n+b\r\n",
            "|1\r\n+a\r\n+b\r\n:1\r\n",
            "#t\r\n",
            ",1.5\r\n",
            "-ERR no\r\n");

    private static ShardPool pool() {
        return new ShardPool(
                "pool",
                null,
                List.of(
                        new ShardServer("192.0.2.1", 6379, 1, null),
                        new ShardServer("192.0.2.2", 6379, 1, null),
                        new ShardServer("192.0.2.3", 6379, 1, null)),
                KeyHash.ONE_AT_A_TIME,
                Distribution.MODULA,
                null,
                ShardPool.Eject.ERROR,
                Duration.ofSeconds(1),
                2,
                null,
                false,
                0);
    }

    @Test
    void becomeOneReplyWhateverTheyAre() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                putTogether(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static void putTogether(int seed) {
        Random random = new Random(seed);
        ProxySettings settings = Settings.of(ReadPolicy.PRIMARY, Consistency.PIPELINE);
        String request = PUT_TOGETHER.get(random.nextInt(PUT_TOGETHER.size()));
        try (EmbeddedLane lane = new EmbeddedLane(
                settings,
                of -> new ShardRouter(of, pool()),
                random,
                _ -> asked -> asked.startsWith("GET") ? "+" + asked + "\r\n" : any(random))) {
            EmbeddedLane.Client client = lane.client();
            client.send(RawClient.request("GET before"));
            client.send(RawClient.request(request));
            client.send(RawClient.request("GET after"));
            lane.settle();
            String received = client.received();
            assertThat(received).as(request).startsWith("+GET before\r\n").endsWith("+GET after\r\n");
            String between =
                    received.substring("+GET before\r\n".length(), received.length() - "+GET after\r\n".length());
            assertThat(repliesIn(between))
                    .as("replies to %s: %s", request, between)
                    .isOne();
        }
    }

    private static String any(Random random) {
        return REPLIES.get(random.nextInt(REPLIES.size()));
    }

    private static int repliesIn(String bytes) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, ISO_8859_1);
        ReplyFramer framer = new ReplyFramer();
        int end = framer.advance(in, 0, in.writerIndex(), Integer.MAX_VALUE, false);
        assertThat(end).isEqualTo(in.writerIndex());
        assertThat(framer.isBetweenReplies()).as("the last one is whole").isTrue();
        return framer.completed();
    }
}
