package io.podhelpers.logshipper.sink;

import io.podhelpers.logshipper.parse.JsonBuffer;
import java.util.Arrays;
import java.util.BitSet;

/// JSON objects one behind the other, each with a line end. Owned by one thread at a time.
public final class Records {
    private static final int FIRST_CAPACITY = 64 * 1024;

    private final int mostBytes;
    private JsonBuffer json = new JsonBuffer(FIRST_CAPACITY);
    private int[] ends = new int[256];
    private long[] contents = new long[256];
    private long[] offsets = new long[256];
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
    ///
    /// @param content the id of the content that its line came from
    /// @param offset where in it the line begins
    public void end(long content, long offset) {
        json.put('\n');
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            contents = Arrays.copyOf(contents, count * 2);
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        contents[count] = content;
        offsets[count] = offset;
        ends[count++] = json.length();
    }

    /// The id of the content that a record's line came from; with [#offset] the name of the record for good.
    public long content(int record) {
        return contents[record];
    }

    /// Where in its content a record's line begins.
    public long offset(int record) {
        return offsets[record];
    }

    /// A copy of some records.
    ///
    /// @param chosen which, counted from `first`
    public Records pick(int first, BitSet chosen) {
        Records picked = new Records(mostBytes);
        chosen.stream().map(index -> first + index).forEach(record -> {
            picked.json.put(json.array(), from(record), to(record) - 1);
            picked.end(content(record), offset(record));
        });
        return picked;
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
