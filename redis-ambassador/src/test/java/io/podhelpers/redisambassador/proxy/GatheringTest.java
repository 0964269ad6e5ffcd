package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

/// The memory for replies that wait to be put together has an end, and comes back.
class GatheringTest {
    private final Gathering gathering = new Gathering(100);

    @Test
    void whatOneRequestHasTakenAnotherCannotHave() {
        Gathering.Share one = gathering.share();
        Gathering.Share other = gathering.share();
        assertThat(one.take(60)).isTrue();
        assertThat(other.take(60)).isFalse();
        one.close();
        assertThat(other.take(60)).isTrue();
    }

    @Test
    void aReplyThatThereIsNoRoomForBecomesAnError() {
        Gathering.Share room = gathering.share();
        ByteBuf reply = Unpooled.copiedBuffer("$200\r\n" + "x".repeat(200) + "\r\n", ISO_8859_1);
        StringBuilder got = new StringBuilder();
        PartReply part = new PartReply(
                UnpooledByteBufAllocator.DEFAULT,
                room,
                null,
                true,
                false,
                whole -> {
                    got.append(whole.toString(ISO_8859_1));
                    whole.release();
                },
                _ -> {});
        for (int at = 0; at < reply.writerIndex(); at += 16) {
            part.receive(reply, at, 16);
        }
        part.complete();
        assertThat(got).hasToString("-" + PartReply.NO_MEMORY + "\r\n");
        assertThat(gathering.share().take(100))
                .as("all of the room is free again")
                .isTrue();
    }
}
