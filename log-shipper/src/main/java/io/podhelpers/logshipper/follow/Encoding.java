package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.parse.Bytes;
import io.podhelpers.runtime.UserError;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/// How a log's bytes are text: where a line ends, and its text in UTF-8.
public final class Encoding {
    public static final Encoding PLAIN = new Encoding(UTF_8);
    private static final String OPTION = "--encoding: '";

    private final Charset charset;
    private final int width;
    private final boolean lowestFirst;

    private Encoding(Charset charset) {
        this.charset = charset;
        this.lowestFirst = charset.equals(UTF_16LE);
        this.width = lowestFirst || charset.equals(UTF_16BE) ? 2 : 1;
    }

    /// Looks a name up.
    ///
    /// @throws UserError if there is no such encoding, or lines cannot be found in it
    public static Encoding named(String name) {
        try {
            Charset charset = Charset.forName(name);
            boolean linesByByte = new String(new byte[] {'a', '\n'}, charset).equals("a\n");
            if (linesByByte || charset.equals(UTF_16LE) || charset.equals(UTF_16BE)) {
                return new Encoding(charset);
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UserError(OPTION + name + "' (expected: such as utf-8, iso-8859-1 or utf-16le)", e);
        }
        throw new UserError(OPTION + name + "' (expected: one whose line ends are single bytes, utf-16le or utf-16be)");
    }

    /// Bytes are handed on as they are, also those that are no UTF-8: the encoder replaces them.
    boolean isPlain() {
        return charset.equals(UTF_8);
    }

    /// How many bytes a line end and each of the characters looked for have.
    int width() {
        return width;
    }

    /// Where the next line end begins, or -1; `from` is where a character begins.
    int lineEnd(byte[] bytes, int from, int to) {
        if (width == 1) {
            return Bytes.indexOf(bytes, from, to, (byte) '\n');
        }
        for (int at = from; at + 1 < to; at += 2) {
            if (isAt(bytes, at, '\n')) {
                return at;
            }
        }
        return -1;
    }

    /// Whether an ASCII character stands there.
    boolean isAt(byte[] bytes, int at, char c) {
        if (width == 1) {
            return bytes[at] == c;
        }
        int low = lowestFirst ? at : at + 1;
        int high = lowestFirst ? at + 1 : at;
        return bytes[low] == c && bytes[high] == 0;
    }

    byte[] utf8(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, charset).getBytes(UTF_8);
    }

    /// How many bytes a byte order mark has that stands there.
    int markLength(byte[] bytes, int from, int to) {
        byte[] mark = "\ufeff".getBytes(charset);
        boolean there = to - from >= mark.length
                && java.util.Arrays.equals(bytes, from, from + mark.length, mark, 0, mark.length)
                && new String(mark, charset).equals("\ufeff");
        return there ? mark.length : 0;
    }
}
