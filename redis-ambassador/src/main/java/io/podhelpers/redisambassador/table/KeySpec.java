package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.List;

/// One key specification of a command, as `COMMAND` describes it: where the search for keys begins, how it goes on from
/// there, and what the command does to the keys.
///
/// @param access what happens to the keys
/// @param key false for channel names and the like, which only hash as keys do
record KeySpec(Begin begin, Find find, Access access, boolean key) {

    enum Access {
        READ,
        WRITE
    }

    sealed interface Begin {
        /// At a fixed argument.
        record Index(int argument) implements Begin {}

        /// After a word, looked for from `startFrom` (negative: from the end, backwards).
        record Keyword(Word word, int startFrom) implements Begin {}

        record Unknown() implements Begin {}
    }

    sealed interface Find {
        /// `last` is relative to the first key, or from the end if negative; `limit` 2 takes half of what is left.
        record Range(int last, int step, int limit) implements Find {}

        /// An argument tells the number of keys.
        record Counted(int countAt, int first, int step) implements Find {}

        record Unknown() implements Find {}
    }

    /// @param flags as `COMMAND` lists them: RO, RW, OW, RM, access, update, insert, delete, not_key …
    static KeySpec of(Begin begin, Find find, Collection<String> flags) {
        Access access = flags.contains("RO") ? Access.READ : Access.WRITE;
        return new KeySpec(begin, find, access, !flags.contains("not_key"));
    }

    /// What can be said of a command that only tells its range of keys.
    static List<KeySpec> ofRange(int first, int last, int step) {
        if (first <= 0 || step <= 0) {
            return List.of();
        }
        int fromFirst = last < 0 ? last : last - first;
        return List.of(new KeySpec(new Begin.Index(first), new Find.Range(fromFirst, step, 0), Access.READ, true));
    }

    boolean isKnown() {
        return !(begin instanceof Begin.Unknown) && !(find instanceof Find.Unknown);
    }

    /// Adds the keys that this specification finds; none if the request is malformed.
    void collect(Arguments arguments, KeyPositions into) {
        int first = firstArgument(arguments);
        if (first <= 0 || first >= arguments.count()) {
            return;
        }
        switch (find) {
            case Find.Range range ->
                addRange(first, lastOf(range, first, arguments.count()), range.step, arguments, into);
            case Find.Counted counted -> addCounted(counted, first, arguments, into);
            case Find.Unknown _ -> {}
        }
    }

    private int firstArgument(Arguments arguments) {
        return switch (begin) {
            case Begin.Index index -> index.argument;
            case Begin.Keyword keyword -> after(keyword, arguments);
            case Begin.Unknown _ -> 0;
        };
    }

    private static int after(Begin.Keyword keyword, Arguments arguments) {
        boolean forwards = keyword.startFrom > 0;
        int argument = forwards ? keyword.startFrom : arguments.count() + keyword.startFrom;
        while (argument > 0 && argument < arguments.count()) {
            if (keyword.word.is(arguments, argument)) {
                return argument + 1;
            }
            argument += forwards ? 1 : -1;
        }
        return 0;
    }

    private static int lastOf(Find.Range range, int first, int count) {
        if (range.last >= 0) {
            return first + range.last;
        }
        if (range.limit <= 1) {
            return count + range.last;
        }
        return first + (count - first) / range.limit + range.last;
    }

    private static void addCounted(Find.Counted counted, int first, Arguments arguments, KeyPositions into) {
        int countAt = first + counted.countAt;
        if (countAt >= arguments.count()) {
            return;
        }
        int keys = number(arguments.buffer(), arguments.index(countAt), arguments.length(countAt));
        int firstKey = first + counted.first;
        if (keys > 0 && keys <= arguments.count()) {
            addRange(firstKey, firstKey + (keys - 1) * counted.step, counted.step, arguments, into);
        }
    }

    private static void addRange(int first, int last, int step, Arguments arguments, KeyPositions into) {
        if (last >= arguments.count()) {
            return;
        }
        for (int argument = first; argument <= last; argument += step) {
            into.add(argument);
        }
    }

    /// A count that can be one of keys; -1 for everything else.
    private static int number(ByteBuf buffer, int index, int length) {
        if (length == 0 || length > 9) {
            return -1;
        }
        int value = 0;
        for (int i = index; i < index + length; i++) {
            int digit = buffer.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
