package io.podhelpers.gitsync.attributes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jgit.lib.ObjectId;

/// Writes `$Id$`, and `$Id: …$` on one line, as `$Id: <blob> $`. An `$Id: …$` with words in it is of another version
/// control system and stays as it is.
///
/// git reads a file in pieces where it can and otherwise as a whole, with slightly different rules; so do we: only of a
/// whole file it begins anew at a `$` that turned out not to begin a keyword.
final class IdentOutput extends FilterOutputStream {
    private static final byte[] HEAD = "$Id".getBytes(US_ASCII);
    private static final int LONGEST = 1 << 16; // bounds what a file without line ends can make us hold

    private final byte[] expanded;
    private final boolean whole;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private int matched;

    /// @param whole whether git would have the whole file before it begins
    IdentOutput(OutputStream out, ObjectId blob, boolean whole) {
        super(out);
        this.whole = whole;
        this.expanded = ("$Id: " + blob.name() + " $").getBytes(US_ASCII);
    }

    @Override
    public void write(int value) throws IOException {
        byte b = (byte) value;
        if (held.size() > 0) {
            hold(b);
        } else if (matched < HEAD.length && HEAD[matched] == b) {
            matched++;
        } else if (matched == HEAD.length && b == '$') {
            matched = 0;
            out.write(expanded);
        } else if (matched == HEAD.length && b == ':') {
            matched = 0;
            held.writeBytes(HEAD);
            held.write(b);
        } else {
            boolean again = whole && matched > 0;
            releaseMatched();
            if (again) {
                write(b);
            } else {
                out.write(b);
            }
        }
    }

    private void releaseMatched() throws IOException {
        out.write(HEAD, 0, matched);
        matched = 0;
    }

    private void hold(byte b) throws IOException {
        held.write(b);
        if (b == '$' && !isForeign(held.toString(US_ASCII))) {
            held.reset();
            out.write(expanded);
        } else if (b == '$' && whole) {
            byte[] again = held.toByteArray();
            held.reset();
            out.write(again, 0, HEAD.length);
            write(again, HEAD.length, again.length - HEAD.length);
        } else if (b == '$' || b == '\n' || held.size() > LONGEST) {
            releaseHeld();
        }
    }

    private void releaseHeld() throws IOException {
        held.writeTo(out);
        held.reset();
    }

    private boolean isForeign(String keyword) {
        int value = "$Id: ".length();
        int last = keyword.length() - 1;
        if (whole) {
            int blank = keyword.indexOf(' ', value);
            return blank >= 0 && blank < last - 1;
        }
        for (int i = value; keyword.startsWith("$Id: ") && i < last; i++) {
            if (" \t\r\f\u000b".indexOf(keyword.charAt(i)) >= 0 && keyword.charAt(i + 1) != '$') {
                return true;
            }
        }
        return false;
    }

    /// Writes what was held back: the file ends here.
    @Override
    public void close() throws IOException {
        releaseMatched();
        releaseHeld();
        super.close();
    }
}
