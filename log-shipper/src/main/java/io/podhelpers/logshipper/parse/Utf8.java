package io.podhelpers.logshipper.parse;

/// Well-formed UTF-8 as Unicode's table 3-7 has it.
final class Utf8 {
    private Utf8() {}

    /// Where the sequence of two to four bytes that begins here ends, or -1 if it is not well formed.
    static int sequenceEnd(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        if (lead >= 0xc2 && lead <= 0xdf) {
            return continues(bytes, at + 1, to, 0x80, 0xbf) ? at + 2 : -1;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            int least = lead == 0xe0 ? 0xa0 : 0x80;
            int most = lead == 0xed ? 0x9f : 0xbf;
            return continues(bytes, at + 1, to, least, most) && continues(bytes, at + 2, to, 0x80, 0xbf) ? at + 3 : -1;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            int least = lead == 0xf0 ? 0x90 : 0x80;
            int most = lead == 0xf4 ? 0x8f : 0xbf;
            boolean whole = continues(bytes, at + 1, to, least, most)
                    && continues(bytes, at + 2, to, 0x80, 0xbf)
                    && continues(bytes, at + 3, to, 0x80, 0xbf);
            return whole ? at + 4 : -1;
        }
        return -1;
    }

    private static boolean continues(byte[] bytes, int at, int to, int least, int most) {
        return at < to && (bytes[at] & 0xff) >= least && (bytes[at] & 0xff) <= most;
    }
}
