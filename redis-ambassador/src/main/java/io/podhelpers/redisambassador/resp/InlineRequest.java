package io.podhelpers.redisambassador.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Reads a request typed as one line, with Redis's rules for quotes, and writes it as the array it stands for.
public final class InlineRequest {
    private final ByteBuf in;
    private final int end;
    private int at;

    private InlineRequest(ByteBuf in, int from, int to) {
        this.in = in;
        this.at = from;
        this.end = to;
    }

    /// The array that a line stands for.
    ///
    /// @param to after the line feed
    /// @return the array, empty if the line is; to be released by the caller
    /// @throws ProtocolException if its quotes are unbalanced
    public static ByteBuf toArray(ByteBuf in, int from, int to, ByteBufAllocator allocator) {
        List<byte[]> words = new InlineRequest(in, from, to - 1).words();
        ByteBuf out = allocator.directBuffer(to - from + 16 + 8 * words.size());
        if (words.isEmpty()) {
            return out;
        }
        out.writeBytes(("*" + words.size() + "\r\n").getBytes(US_ASCII));
        for (byte[] word : words) {
            out.writeBytes(("$" + word.length + "\r\n").getBytes(US_ASCII));
            out.writeBytes(word).writeByte('\r').writeByte('\n');
        }
        return out;
    }

    private List<byte[]> words() {
        List<byte[]> words = new ArrayList<>();
        while (true) {
            while (at < end && isSpace(in.getByte(at))) {
                at++;
            }
            if (at == end || in.getByte(at) == 0) {
                return words;
            }
            words.add(word());
        }
    }

    private byte[] word() {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        while (at < end) {
            byte character = in.getByte(at);
            if (isSpace(character) || character == 0) {
                break;
            }
            at++;
            if (character == '"' || character == '\'') {
                quoted(character, word);
                break;
            }
            word.write(character);
        }
        return word.toByteArray();
    }

    private void quoted(byte quote, ByteArrayOutputStream word) {
        while (at < end) {
            byte character = in.getByte(at++);
            if (character == quote) {
                if (at < end && !isSpace(in.getByte(at))) {
                    throw unbalanced();
                }
                return;
            }
            if (character == '\\' && at < end) {
                word.write(quote == '"' ? escaped() : singleQuoteEscape());
            } else {
                word.write(character);
            }
        }
        throw unbalanced();
    }

    private int singleQuoteEscape() {
        if (in.getByte(at) == '\'') {
            at++;
            return '\'';
        }
        return '\\';
    }

    private int escaped() {
        byte letter = in.getByte(at);
        if (letter == 'x' && at + 2 < end) {
            int high = Character.digit(in.getByte(at + 1), 16);
            int low = Character.digit(in.getByte(at + 2), 16);
            if (high >= 0 && low >= 0) {
                at += 3;
                return high * 16 + low;
            }
        }
        at++;
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> letter;
        };
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }

    private static ProtocolException unbalanced() {
        return new ProtocolException("unbalanced quotes in request");
    }
}
