package io.podhelpers.redisambassador.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadBufferTest {
    private final ReadBuffer buffer = new ReadBuffer(64);
    private final RecvByteBufAllocator.ExtendedHandle one = buffer.newHandle();
    private final RecvByteBufAllocator.ExtendedHandle other = buffer.newHandle();

    @AfterEach
    void close() {
        buffer.close();
    }

    @Test
    void allChannelsReadIntoTheSameMemoryWhenNobodyKeepsWhatWasRead() {
        ByteBuf first = read(one).writeBytes(new byte[] {1, 2, 3});
        first.release();

        ByteBuf second = read(other);

        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        second.release();
    }

    @Test
    void whatIsKeptIsNotWrittenOver() {
        ByteBuf kept = read(one).writeBytes(new byte[] {1, 2, 3});

        ByteBuf next = read(other).writeBytes(new byte[] {4, 5, 6});

        assertThat(kept.getByte(0)).isEqualTo((byte) 1);
        assertThat(next).isNotSameAs(kept);
        kept.release();
        assertThat(kept.refCnt()).as("nobody has it any more").isZero();
        next.release();
    }

    @Test
    void onceClosedNothingIsKept() {
        buffer.close();

        ByteBuf late = read(one);
        late.release();

        assertThat(late.refCnt()).isZero();
    }

    private static ByteBuf read(RecvByteBufAllocator.ExtendedHandle channel) {
        return channel.allocate(UnpooledByteBufAllocator.DEFAULT);
    }
}
