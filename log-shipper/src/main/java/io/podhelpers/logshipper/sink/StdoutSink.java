package io.podhelpers.logshipper.sink;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// JSON lines on standard output. A reader that does not read holds the shipping up.
public final class StdoutSink implements Sink {
    private final OutputStream out;

    public StdoutSink() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StdoutSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public SendOutcome send(Records records, int first, int end) {
        int from = records.from(first);
        try {
            out.write(records.bytes(), from, records.to(end - 1) - from);
            out.flush();
            return SendOutcome.DELIVERED;
        } catch (IOException e) {
            return SendOutcome.retry("cannot write to standard output: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public void close() {
        // standard output is not ours to close
    }
}
