package io.podhelpers.logshipper.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// Bytes as characters for regular expressions, without a copy.
public final class Latin1View implements CharSequence {
    private byte[] bytes = new byte[0];
    private int from;
    private int to;

    public void show(byte[] source, int start, int end) {
        bytes = source;
        from = start;
        to = end;
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public char charAt(int index) {
        return (char) (bytes[from + index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
