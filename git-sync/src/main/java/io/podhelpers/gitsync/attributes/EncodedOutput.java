package io.podhelpers.gitsync.attributes;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Takes UTF-8 and writes another encoding.
///
/// Throws a [CharacterCodingException] at what is not UTF-8, or cannot be said in the other encoding.
final class EncodedOutput extends OutputStream {
    private static final int PIECE = 1 << 13;
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(PIECE);
    private final CharBuffer chars = CharBuffer.allocate(PIECE);
    private final Writer out;
    private boolean begun;
    private final boolean mark;

    EncodedOutput(OutputStream out, TextEncoding encoding) {
        this.mark = encoding.mark();
        this.out = new OutputStreamWriter(
                out,
                encoding.charset()
                        .newEncoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    @Override
    public void write(int b) throws IOException {
        if (!bytes.hasRemaining()) {
            decode(false);
        }
        bytes.put((byte) b);
    }

    private void decode(boolean last) throws IOException {
        bytes.flip();
        begin();
        check(decoder.decode(bytes, chars, last)); // a byte makes at most one char: it never overflows
        writeOut();
        if (last) {
            check(decoder.flush(chars));
            writeOut();
        }
        bytes.compact();
    }

    private void begin() throws IOException {
        if (mark && !begun && bytes.hasRemaining()) {
            out.write(BYTE_ORDER_MARK);
        }
        begun = true;
    }

    private static void check(CoderResult result) throws CharacterCodingException {
        if (result.isError()) {
            result.throwException();
        }
    }

    private void writeOut() throws IOException {
        chars.flip();
        out.write(chars.array(), 0, chars.remaining());
        chars.clear();
    }

    @Override
    public void close() throws IOException {
        decode(true);
        out.close();
    }
}
