package io.podhelpers.redisambassador.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineRequestTest {
    private static String array(String line) {
        ByteBuf in = Unpooled.copiedBuffer(line, ISO_8859_1);
        ByteBuf array = InlineRequest.toArray(in, 0, in.writerIndex(), UnpooledByteBufAllocator.DEFAULT);
        try {
            return array.toString(ISO_8859_1);
        } finally {
            array.release();
        }
    }

    @Test
    void becomesAnArray() {
        assertThat(array("SET  key  value\r\n")).isEqualTo("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n");
        assertThat(array("PING\n")).isEqualTo("*1\r\n$4\r\nPING\r\n");
        assertThat(array("   \r\n")).isEmpty();
    }

    @Test
    void readsQuotesAsRedisDoes() {
        assertThat(array("SET k \"a b\\x41\\n\\\"\"\r\n")).endsWith("$7\r\na bA\n\"\r\n".replace("$7", "$6"));
        assertThat(array("SET k 'it\\'s'\r\n")).endsWith("$4\r\nit's\r\n");
        assertThat(array("SET k \"\"\r\n")).endsWith("$0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET \"k\r\n", "GET 'k\r\n", "GET \"k\"x\r\n"})
    void refusesUnbalancedQuotes(String line) {
        assertThatThrownBy(() -> array(line)).hasMessage("Protocol error: unbalanced quotes in request");
    }
}
