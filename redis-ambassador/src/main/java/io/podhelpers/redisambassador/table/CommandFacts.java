package io.podhelpers.redisambassador.table;

import java.util.List;
import java.util.Set;

/// What Redis tells about one command or subcommand: an entry of `COMMAND`'s reply.
///
/// @param name in lower case, `client|setname` for a subcommand
/// @param arity number of arguments with the name, negative: at least that many
/// @param flags bits of [Flag]
/// @param firstKey the keys' range when it is a fixed one, else 0
/// @param lastKey negative: from the end
record CommandFacts(
        String name,
        int arity,
        int flags,
        int firstKey,
        int lastKey,
        int keyStep,
        List<KeySpec> keySpecs,
        Set<String> tips) {

    CommandFacts {
        keySpecs = List.copyOf(keySpecs);
        tips = Set.copyOf(tips);
    }

    boolean is(Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    boolean isSubcommand() {
        return name.indexOf('|') > 0;
    }

    /// The last part of the name, that a client writes at that place.
    String word() {
        return name.substring(name.indexOf('|') + 1);
    }

    String container() {
        return name.substring(0, name.indexOf('|'));
    }
}
