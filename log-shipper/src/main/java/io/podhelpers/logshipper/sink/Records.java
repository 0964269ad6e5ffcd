package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.util.Arrays;

/// JSON objects one behind the other, each with a line end. Owned by one thread at a time.
public final class Records {
    private static final int FIRST_CAPACITY = 64 * 1024;

    private final int mostBytes;
    private JsonBuffer json = new JsonBuffer(FIRST_CAPACITY);
    private int[] ends = new int[256];
    private int count;

    /// @param mostBytes the buffer is not kept when one record made it much larger
    public Records(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// Where the next record is written; [#end] must follow.
    public JsonBuffer json() {
        return json;
    }

    /// Ends the record that was written.
    public void end() {
        json.put('\n');
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = json.length();
    }

    public int count() {
        return count;
    }

    /// The bytes are the first [#length] of this array.
    public byte[] bytes() {
        return json.array();
    }

    public int length() {
        return count == 0 ? 0 : ends[count - 1];
    }

    public int from(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    /// The end of a record, its line end included.
    public int to(int record) {
        return ends[record];
    }

    public void clear() {
        count = 0;
        if (json.capacity() > 2 * mostBytes) {
            json = new JsonBuffer(FIRST_CAPACITY);
        }
        json.truncate(0);
    }
}
