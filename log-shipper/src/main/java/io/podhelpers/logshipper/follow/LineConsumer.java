package io.podhelpers.logshipper.follow;

/// Takes the lines of a file in their order, as long as it has room.
public interface LineConsumer {
    /// Asked before each line.
    ///
    /// @return false if there is no room now: the line stays in its file, the file is the buffer
    boolean hasRoom(int lineBytes);

    /// One line without its end; the bytes are only valid during the call.
    ///
    /// @param offset where the line begins in its content
    void line(Generation generation, long offset, byte[] bytes, int from, int to);

    /// A line that is over the limit and of which nothing is shipped.
    void skippedLine(Generation generation, long bytes);

    /// All lines that came from this content since `from` have been handed over: they are delivered together,
    /// and
    /// acknowledged as one range. Called when [#hasRoom] is about to be asked for another batch, and when the
    /// reader
    /// turns to another file.
    void endRange(Generation generation, long from, Mark to);

    /// Takes nothing.
    static LineConsumer withoutRoom() {
        return new LineConsumer() {
            @Override
            public boolean hasRoom(int lineBytes) {
                return false;
            }

            @Override
            public void line(Generation generation, long offset, byte[] bytes, int from, int to) {}

            @Override
            public void skippedLine(Generation generation, long bytes) {}

            @Override
            public void endRange(Generation generation, long from, Mark to) {}
        };
    }
}
