package io.podhelpers.redisambassador.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTailTest {
    private static final String REQUEST = "*4\r\n$3\r\nSET\r\n$2\r\nk1\r\n$12\r\nvalue\r\nvalue\r\n$0\r\n\r\n";

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    private static RequestTail after(String begun) {
        RequestFramer framer = new RequestFramer(RequestLimits.OF_REDIS);
        assertThat(framer.frame(bytes(begun), 0)).isEqualTo(RequestFramer.Found.INCOMPLETE);
        assertThat(framer.unfinishedBulk()).isNotNegative();
        return framer.abandon();
    }

    @Test
    void findsTheEndWhereverTheRequestWasCut() {
        int firstBulk = REQUEST.indexOf("SET");
        for (int cut = firstBulk; cut < REQUEST.length(); cut++) {
            RequestFramer framer = new RequestFramer(RequestLimits.OF_REDIS);
            framer.frame(bytes(REQUEST.substring(0, cut)), 0);
            if (framer.unfinishedBulk() < 0) {
                continue; // within a header
            }
            RequestTail tail = framer.abandon();
            String rest = REQUEST.substring(cut) + "*1\r\n";
            for (int at = 0; !tail.isComplete(); at++) {
                assertThat(tail.advance(bytes(rest.substring(at, at + 1)), 0)).isOne();
                assertThat(at).isLessThan(rest.length() - 4);
            }
            RequestTail inOnePiece = after(REQUEST.substring(0, cut));
            assertThat(inOnePiece.advance(bytes(rest), 0)).isEqualTo(rest.length() - 4);
            assertThat(inOnePiece.isComplete()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aXX",
                "a\rX",
                "a\r\nX",
                "a\r\n$\r\n",
                "a\r\n$-1\r\n",
                "a\r\n$01\r\n",
                "a\r\n$1x",
                "a\r\n$1\rx",
                "a\r\n$99999999999",
                "a\r\n$536870913\r\n",
            })
    void refusesWhatIsNoRequest(String rest) {
        RequestTail tail = after("*3\r\n$1\r\na\r\n$1\r\n");
        assertThatThrownBy(() -> tail.advance(bytes(rest), 0)).isInstanceOf(ProtocolException.class);
    }
}
