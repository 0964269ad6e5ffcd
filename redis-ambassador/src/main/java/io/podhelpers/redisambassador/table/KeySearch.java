package io.podhelpers.redisambassador.table;

/// Finds the keys of a request by the command's key specifications, and by hand where Redis has no specification for
/// them.
final class KeySearch {
    private static final Word STORE = new Word("store");
    private static final Word LIMIT = new Word("limit");
    private static final Word GET = new Word("get");
    private static final Word BY = new Word("by");

    private KeySearch() {}

    static void collect(CommandFacts facts, Arguments arguments, KeyPositions into) {
        for (KeySpec spec : facts.keySpecs()) {
            if (spec.isKnown()) {
                spec.collect(arguments, into);
            }
        }
        switch (facts.name()) {
            case "sort" -> addStoreOfSort(arguments, into);
            case "migrate" -> dropEmptyFirst(arguments, into);
            default -> {}
        }
    }

    /// Whether a script or function names keys at all.
    static boolean hasKeys(CommandFacts facts, Arguments arguments) {
        KeyPositions found = new KeyPositions();
        collect(facts, arguments, found);
        return found.size() > 0;
    }

    /// `SORT key … STORE destination`: the last one counts, as in Redis; a pattern named `store` is none.
    private static void addStoreOfSort(Arguments arguments, KeyPositions into) {
        int destination = 0;
        for (int argument = 2; argument < arguments.count(); argument++) {
            if (LIMIT.is(arguments, argument)) {
                argument += 2;
            } else if (GET.is(arguments, argument) || BY.is(arguments, argument)) {
                argument++;
            } else if (STORE.is(arguments, argument)) {
                destination = argument + 1;
                argument++;
            }
        }
        if (destination > 0 && destination < arguments.count()) {
            into.add(destination);
        }
    }

    /// `MIGRATE host port "" … KEYS a b`: the empty string stands in the key's place.
    private static void dropEmptyFirst(Arguments arguments, KeyPositions into) {
        if (into.size() > 1 && arguments.length(into.get(0)) == 0) {
            into.removeFirst();
        }
    }
}
