package io.podhelpers.redisambassador.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CommandTableTest {
    private final CommandTable table = CommandTable.builtIn();

    @Test
    void findsEveryCommandAndSubcommandInAnyCase() {
        for (Command command : table.commands()) {
            assertThat(find(command.name())).isSameAs(command);
            assertThat(find(command.name().toUpperCase(Locale.ROOT))).isSameAs(command);
            for (Command subcommand : command.subcommands()) {
                ByteBuf word = buffer("__" + subcommand.word().toUpperCase(Locale.ROOT));
                assertThat(command.subcommand(word, 2, word.readableBytes() - 2))
                        .isSameAs(subcommand);
            }
        }
    }

    @Test
    void doesNotTakeOtherBytesForLetters() {
        assertThat(find("g\u0005t")).isNull();
        assertThat(find("restore\rasking")).isNull(); // '\r' | 0x20 is '-'
        assertThat(find("restore-asking")).isNotNull();
        assertThat(find("")).isNull();
        assertThat(find("get\0")).isNull();
        assertThat(find("ge")).isNull();
        assertThat(find("x".repeat(10_000))).isNull();
    }

    @Test
    void givesEachCommandAnIdOfItsOwnBelowItsSize() {
        Set<Integer> ids = new HashSet<>();
        for (Command command : table.commands()) {
            ids.add(command.id());
            command.subcommands().forEach(subcommand -> ids.add(subcommand.id()));
        }
        assertThat(ids).hasSize(table.size()).allMatch(id -> id >= 0 && id < table.size());
        assertThat(table.size()).isEqualTo(394);
    }

    @Test
    void knowsArityFlagsKeysAndTips() {
        Command mget = named("mget");
        assertThat(mget.accepts(1)).isFalse();
        assertThat(mget.accepts(2)).isTrue();
        assertThat(mget.accepts(99)).isTrue();
        assertThat(named("get").accepts(3)).isFalse();
        assertThat(mget.is(Flag.READONLY)).isTrue();
        assertThat(mget.is(Flag.WRITE)).isFalse();
        assertThat(mget.firstKey()).isEqualTo(1);
        assertThat(mget.lastKey()).isEqualTo(-1);
        assertThat(mget.keyStep()).isEqualTo(1);
        assertThat(mget.requestPolicy()).isEqualTo(RequestPolicy.MULTI_SHARD);
        assertThat(mget.responsePolicy()).isEqualTo(ResponsePolicy.DEFAULT);
        assertThat(named("del").responsePolicy()).isEqualTo(ResponsePolicy.AGG_SUM);
        assertThat(named("get").requestPolicy()).isEqualTo(RequestPolicy.DEFAULT);
    }

    private Command named(String name) {
        return Objects.requireNonNull(find(name));
    }

    private @Nullable Command find(String name) {
        ByteBuf buffer = buffer("__" + name + "\r\n");
        return table.find(buffer, 2, name.getBytes(UTF_8).length);
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }
}
