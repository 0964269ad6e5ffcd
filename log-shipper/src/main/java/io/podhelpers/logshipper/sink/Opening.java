package io.podhelpers.logshipper.sink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Groups records by the fields that all records of a log begin with: its path and the configured labels. A batch
/// has as many groups as logs. One thread.
final class Opening {
    /// Takes one group.
    interface Groups {
        /// Takes a group.
        ///
        /// @param number 0 for the first group
        /// @param members the records
        void group(int number, BitSet members);
    }

    /// @param of a record that begins so
    /// @param length of the bytes that it begins with
    private record Group(int of, int length, BitSet members) {}

    private final int fields;
    private final RecordReader reader = new RecordReader();

    Opening(int fields) {
        this.fields = fields;
    }

    int fields() {
        return fields;
    }

    void group(Records records, int first, int end, Groups out) {
        List<Group> groups = new ArrayList<>();
        Group group = null;
        for (int record = first; record < end; record++) {
            if (group == null || !begins(records, record, group)) {
                group = find(groups, records, record);
            }
            group.members().set(record);
        }
        for (int number = 0; number < groups.size(); number++) {
            out.group(number, groups.get(number).members());
        }
    }

    private Group find(List<Group> groups, Records records, int record) {
        for (Group group : groups) {
            if (begins(records, record, group)) {
                return group;
            }
        }
        Group group = new Group(record, length(records, record), new BitSet());
        groups.add(group);
        return group;
    }

    private static boolean begins(Records records, int record, Group group) {
        int from = records.from(record);
        int other = records.from(group.of());
        return records.to(record) - from >= group.length()
                && Arrays.equals(
                        records.bytes(), from, from + group.length(), records.bytes(), other, other + group.length());
    }

    /// How long the opening is, with the byte behind it: `,` or `}`.
    private int length(Records records, int record) {
        int from = records.from(record);
        reader.open(records.bytes(), from, records.to(record));
        for (int i = 0; i < fields && reader.next(); i++) {
            // to the last of them
        }
        return reader.end() + 1 - from;
    }
}
