package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Requests and replies of our own, as bytes. Text is taken as ISO 8859-1, which keeps any byte.
final class Encode {
    private Encode() {}

    static void request(ByteBuf out, String... arguments) {
        arrayHeader(out, arguments.length);
        for (String argument : arguments) {
            bulk(out, argument);
        }
    }

    static void arrayHeader(ByteBuf out, int elements) {
        out.writeByte('*');
        number(out, elements);
    }

    static void bulk(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeByte('$');
        number(out, bytes.length);
        out.writeBytes(bytes);
        lineEnd(out);
    }

    static void bulk(ByteBuf out, ByteBuf from, int index, int length) {
        out.writeByte('$');
        number(out, length);
        out.writeBytes(from, index, length);
        lineEnd(out);
    }

    /// Text for people: a verbatim string where the protocol has them.
    static void text(ByteBuf out, String text, int resp) {
        if (resp == 2) {
            bulk(out, text);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeByte('=');
        number(out, bytes.length + 4);
        out.writeCharSequence("txt:", StandardCharsets.US_ASCII);
        out.writeBytes(bytes);
        lineEnd(out);
    }

    /// No value, as the protocol's version says it.
    static void nil(ByteBuf out, int resp) {
        out.writeCharSequence(resp == 2 ? "$-1\r\n" : "_\r\n", StandardCharsets.US_ASCII);
    }

    static void integer(ByteBuf out, long value) {
        out.writeByte(':');
        number(out, value);
    }

    static void simple(ByteBuf out, String text) {
        out.writeByte('+');
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
        lineEnd(out);
    }

    /// @param text with its code; line ends within it become spaces
    static void error(ByteBuf out, String text) {
        out.writeByte('-');
        out.writeCharSequence(text.replace('\r', ' ').replace('\n', ' '), StandardCharsets.ISO_8859_1);
        lineEnd(out);
    }

    private static void number(ByteBuf out, long value) {
        if (value >= 0 && value < 10) {
            out.writeByte((byte) ('0' + value));
        } else {
            out.writeCharSequence(Long.toString(value), StandardCharsets.US_ASCII);
        }
        lineEnd(out);
    }

    private static void lineEnd(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }
}
