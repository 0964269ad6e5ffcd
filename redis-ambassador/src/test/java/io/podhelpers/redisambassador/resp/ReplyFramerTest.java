package io.podhelpers.redisambassador.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyFramerTest {
    private static final List<String> REPLIES = List.of(
            "+OK\r\n",
            ":42\r\n",
            "$-1\r\n",
            "$0\r\n\r\n",
            "$5\r\na\r\nb$\r\n",
            "*-1\r\n",
            "*0\r\n",
            "*2\r\n$1\r\na\r\n*2\r\n:1\r\n*1\r\n+x\r\n",
            "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n:2\r\n",
            "~2\r\n#t\r\n_\r\n",
            ",3.14\r\n",
            "(12345678901234567890\r\n",
            "=7\r\ntxt:abc\r\n",
            "|1\r\n+ttl\r\n:9\r\n+with attribute\r\n",
            "-ERR in the middle\r\n",
            "*1\r\n-ERR nested\r\n");

    private final ReplyFramer framer = new ReplyFramer();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, ISO_8859_1);
    }

    @Test
    void findsEveryReplysEndInOneBuffer() {
        ByteBuf in = bytes(String.join("", REPLIES));
        int at = 0;
        for (String reply : REPLIES) {
            int next = framer.advance(in, at, in.writerIndex(), 1, false);
            assertThat(in.toString(at, next - at, ISO_8859_1)).isEqualTo(reply);
            assertThat(framer.completed()).isEqualTo(1);
            at = next;
        }
        assertThat(framer.isBetweenReplies()).isTrue();
    }

    @Test
    void countsTheSameHoweverTheBytesAreSplit() {
        String all = String.join("", REPLIES);
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            ReplyFramer fresh = new ReplyFramer();
            int completed = 0;
            for (int at = 0; at < all.length(); ) {
                int length = Math.min(all.length() - at, 1 + random.nextInt(9));
                ByteBuf piece = bytes(all.substring(at, at + length));
                assertThat(fresh.advance(piece, 0, length, Integer.MAX_VALUE, false))
                        .isEqualTo(length);
                completed += fresh.completed();
                at += length;
            }
            assertThat(completed).isEqualTo(REPLIES.size());
            assertThat(fresh.isBetweenReplies()).isTrue();
        }
    }

    @Test
    void stopsBeforeErrorsAndPushesWhenLooking() {
        ByteBuf in = bytes("+OK\r\n-ERR x\r\n>1\r\n+push\r\n");

        assertThat(framer.advance(in, 0, in.writerIndex(), 10, true)).isEqualTo(5);
        assertThat(framer.completed()).isEqualTo(1);
        assertThat(framer.stoppedAt()).isEqualTo((byte) '-');

        int push = framer.advance(in, 5, in.writerIndex(), 1, false);
        assertThat(framer.advance(in, push, in.writerIndex(), 10, true)).isEqualTo(push);
        assertThat(framer.stoppedAt()).isEqualTo((byte) '>');
    }

    @Test
    void doesNotGoBeyondTheRepliesAskedFor() {
        List<String> replies = new ArrayList<>();
        ByteBuf in = bytes("+1\r\n+2\r\n+3\r\n");
        int next = framer.advance(in, 0, in.writerIndex(), 2, true);
        replies.add(in.toString(0, next, ISO_8859_1));

        assertThat(replies).containsExactly("+1\r\n+2\r\n");
        assertThat(framer.completed()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\r\n", "\r\n", "$x\r\n", "$99999999999\r\n", "*99999999999999\r\n", "HTTP/1.1 400\r\n"})
    void refusesWhatIsNoReply(String hostile) {
        ByteBuf in = bytes(hostile);

        assertThatThrownBy(() -> framer.advance(in, 0, in.writerIndex(), 1, false))
                .isInstanceOf(ProtocolException.class);
    }
}
