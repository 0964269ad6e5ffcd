package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Commands by the bytes of their names: open addressing at no more than a quarter full, never changed once built.
final class NameIndex {
    static final NameIndex EMPTY = new NameIndex(0);

    private final @Nullable Word[] words;
    private final @Nullable Command[] commands;
    private final int mask;
    private int longest;

    private NameIndex(int size) {
        int slots = Math.max(1, Integer.highestOneBit(Math.max(1, size)) * 8);
        words = new @Nullable Word[slots];
        commands = new @Nullable Command[slots];
        mask = slots - 1;
    }

    /// @param commands each found by the last part of its name (`setname` for `client|setname`)
    static NameIndex of(Collection<Command> commands) {
        NameIndex index = new NameIndex(commands.size());
        commands.forEach(index::put);
        return index;
    }

    private void put(Command command) {
        Word word = new Word(command.word());
        int slot = word.hash() & mask;
        while (commands[slot] != null) {
            slot = (slot + 1) & mask;
        }
        words[slot] = word;
        commands[slot] = command;
        longest = Math.max(longest, word.length());
    }

    @Nullable
    Command find(ByteBuf buffer, int index, int length) {
        if (length > longest || length == 0) {
            return null;
        }
        int slot = Word.hash(buffer, index, length) & mask;
        while (true) {
            Command command = commands[slot];
            Word word = words[slot];
            if (word == null || word.is(buffer, index, length)) {
                return command;
            }
            slot = (slot + 1) & mask;
        }
    }
}
