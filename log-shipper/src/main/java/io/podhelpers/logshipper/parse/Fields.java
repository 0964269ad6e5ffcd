package io.podhelpers.logshipper.parse;

/// The fields of one line as spans of its bytes: filled by a [Parser], asked by filters, written by the
/// [RecordEncoder].
///
/// One object is used for every line of a pipeline; it is valid until the next line. One thread.
public final class Fields {
    private static final int MOST = 128;

    private final FieldName[] names = new FieldName[MOST];
    private final int[] from = new int[MOST];
    private final int[] to = new int[MOST];
    private byte[] bytes = new byte[0];
    private int lineFrom;
    private int lineTo;
    private int count;

    /// Begins a line.
    public void line(byte[] buffer, int start, int end) {
        bytes = buffer;
        lineFrom = start;
        lineTo = end;
        count = 0;
    }

    void add(FieldName name, int start, int end) {
        if (count < MOST) {
            names[count] = name;
            from[count] = start;
            to[count] = end;
            count++;
        }
    }

    void clear() {
        count = 0;
    }

    /// Takes back what was added behind so many.
    void truncate(int to) {
        count = to;
    }

    public int count() {
        return count;
    }

    public FieldName name(int index) {
        return names[index];
    }

    public int from(int index) {
        return from[index];
    }

    public int to(int index) {
        return to[index];
    }

    public byte[] bytes() {
        return bytes;
    }

    public int lineFrom() {
        return lineFrom;
    }

    public int lineTo() {
        return lineTo;
    }

    /// The place of a field by its name, or -1.
    public int indexOf(String name) {
        for (int i = 0; i < count; i++) {
            if (names[i].name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
