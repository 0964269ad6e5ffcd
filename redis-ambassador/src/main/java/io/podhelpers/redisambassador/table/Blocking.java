package io.podhelpers.redisambassador.table;

/// Whether an `XREAD` or `XREADGROUP` waits: the word `BLOCK` among its options, which end at `STREAMS`.
final class Blocking {
    private static final Word BLOCK = new Word("block");
    private static final Word COUNT = new Word("count");
    private static final Word GROUP = new Word("group");
    private static final Word STREAMS = new Word("streams");

    private Blocking() {}

    static boolean asks(Arguments arguments) {
        int argument = 1;
        while (argument < arguments.count()) {
            if (BLOCK.is(arguments, argument)) {
                return true;
            }
            if (STREAMS.is(arguments, argument)) {
                return false;
            }
            argument += 1 + operands(arguments, argument);
        }
        return false;
    }

    private static int operands(Arguments arguments, int argument) {
        if (GROUP.is(arguments, argument)) {
            return 2;
        }
        return COUNT.is(arguments, argument) ? 1 : 0;
    }
}
