package io.podhelpers.gitsync.attributes;

import java.io.OutputStream;

/// Looks at all of a file's bytes and then says whether `text=auto` gives its lines other ends, by git's measure: no
/// NUL, no carriage return, and at most one byte in 128 that does not print.
final class TextLook extends OutputStream {
    private static final int DELETE = 127;
    private static final int SUBSTITUTE = 26; // the end of a file under DOS
    private static final int PRINTING_FOR_EACH_OTHER = 128;

    private long printing;
    private long others;
    private long lineFeeds;
    private boolean neverText;
    private int last = -1;

    @Override
    public void write(int value) {
        int b = value & 0xff;
        last = b;
        switch (b) {
            case '\n' -> lineFeeds++;
            case '\r', 0 -> neverText = true;
            case '\b', '\t', '\f', 27 -> printing++;
            case DELETE -> others++;
            default -> {
                if (b < ' ') {
                    others++;
                } else {
                    printing++;
                }
            }
        }
    }

    boolean wantsOtherLineEnds() {
        long strange = last == SUBSTITUTE ? others - 1 : others;
        return lineFeeds > 0 && !neverText && printing / PRINTING_FOR_EACH_OTHER >= strange;
    }
}
