package io.podhelpers.redisambassador.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// A request in a buffer, made from words.
final class Request implements Arguments {
    private final ByteBuf buffer = Unpooled.buffer();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();

    /// @param line words separated by single blanks; `''` stands for an empty one
    Request(String line) {
        for (String word : line.split(" ", -1)) {
            byte[] bytes = (word.equals("''") ? "" : word).getBytes(UTF_8);
            starts.add(buffer.writerIndex());
            lengths.add(bytes.length);
            buffer.writeBytes(bytes);
        }
    }

    @Override
    public int count() {
        return starts.size();
    }

    @Override
    public ByteBuf buffer() {
        return buffer;
    }

    @Override
    public int index(int argument) {
        return starts.get(argument);
    }

    @Override
    public int length(int argument) {
        return lengths.get(argument);
    }

    String word(int argument) {
        return buffer.toString(index(argument), length(argument), UTF_8);
    }
}
