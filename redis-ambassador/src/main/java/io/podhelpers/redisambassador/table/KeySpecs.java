package io.podhelpers.redisambassador.table;

import java.util.Collection;

/// Makes key specifications from Redis's words.
final class KeySpecs {
    private KeySpecs() {}

    /// @param flags as `COMMAND` lists them: RO, RW, OW, RM, access, update, insert, delete, not_key …
    static KeySpec of(KeySpec.Begin begin, KeySpec.Find find, Collection<String> flags) {
        KeySpec.Access access = flags.contains("RO") ? KeySpec.Access.READ : KeySpec.Access.WRITE;
        return new KeySpec(begin, find, access, !flags.contains("not_key"));
    }
}
