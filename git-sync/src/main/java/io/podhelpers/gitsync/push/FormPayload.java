package io.podhelpers.gitsync.push;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The decoded value of `payload` in an `application/x-www-form-urlencoded` body, as a stream; empty if there is none.
final class FormPayload extends InputStream {
    private static final byte[] NAME = "payload".getBytes(StandardCharsets.US_ASCII);

    private final InputStream form;
    private boolean inside;
    private boolean over;

    FormPayload(InputStream form) {
        this.form = form;
    }

    @Override
    public int read() throws IOException {
        if (!inside && !over) {
            over = !findPayload();
            inside = true;
        }
        if (over) {
            return -1;
        }
        int next = form.read();
        return switch (next) {
            case -1, '&' -> {
                over = true;
                yield -1;
            }
            case '+' -> ' ';
            case '%' -> hexDigit() << 4 | hexDigit();
            default -> next;
        };
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = 0;
        for (int next = 0; count < length && (next = read()) >= 0; count++) {
            target[offset + count] = (byte) next;
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    private boolean findPayload() throws IOException {
        while (true) {
            int matched = 0;
            int next = form.read();
            while (matched >= 0 && matched < NAME.length && next == NAME[matched]) {
                matched++;
                next = form.read();
            }
            if (matched == NAME.length && next == '=') {
                return true;
            }
            while (next != '&' && next != -1) {
                next = form.read();
            }
            if (next == -1) {
                return false;
            }
        }
    }

    private int hexDigit() throws IOException {
        int digit = Character.digit(form.read(), 16);
        if (digit < 0) {
            throw new BrokenFormException();
        }
        return digit;
    }

    /// A percent sign that two hexadecimal digits do not follow.
    static final class BrokenFormException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenFormException() {
            super("form: a broken percent escape (expected: two hexadecimal digits)");
        }
    }
}
