package io.podhelpers.redisambassador.shards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/// Published check values where nutcracker's functions are the published ones; the container test compares all of them
/// with nutcracker itself.
final class KeyHashTest {
    @Test
    void agreesWithPublishedCheckValues() {
        assertThat(hash(KeyHash.FNV1_32, "foobar")).isEqualTo(0x31f0b262);
        assertThat(hash(KeyHash.FNV1A_32, "foobar")).isEqualTo(0xbf9cf968);
        assertThat(hash(KeyHash.CRC32A, "123456789")).isEqualTo(0xcbf43926);
        assertThat(hash(KeyHash.CRC32, "123456789")).isEqualTo((0xcbf43926 >>> 16) & 0x7fff);
        assertThat(hash(KeyHash.CRC16, "123456789") & 0xffff).isEqualTo(0x31c3);
        assertThat(hash(KeyHash.ONE_AT_A_TIME, "a")).isEqualTo(0xca2e9442);
        assertThat(hash(KeyHash.MD5, "")).isEqualTo(0xd98c1dd4); // d41d8cd9…, lowest first
    }

    @Test
    void everyFunctionTakesEveryLengthAndByte() {
        for (KeyHash function : KeyHash.values()) {
            for (String key : Keys.ofAllShapes(500)) {
                byte[] bytes = key.getBytes(UTF_8);
                ByteBuf inside = Unpooled.wrappedBuffer(("xyz" + key + "zyx").getBytes(UTF_8));
                assertThat(function.hash(inside, 3, bytes.length))
                        .isEqualTo(function.hash(Unpooled.wrappedBuffer(bytes), 0, bytes.length));
            }
        }
    }

    private static int hash(KeyHash function, String key) {
        ByteBuf bytes = Unpooled.copiedBuffer(key, UTF_8);
        return function.hash(bytes, 0, bytes.readableBytes());
    }
}
