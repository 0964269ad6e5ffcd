package io.podhelpers.gitsync.attributes;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Puts a carriage return before each line feed that has none.
final class CrlfOutput extends FilterOutputStream {
    private boolean afterCarriageReturn;

    CrlfOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        if ((byte) b == '\n' && !afterCarriageReturn) {
            out.write('\r');
        }
        out.write(b);
        afterCarriageReturn = (byte) b == '\r';
    }
}
