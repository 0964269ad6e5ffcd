package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.config.NodeAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One client as it was when asked about. Immutable, but for the session, which is only touched on its lane's loop.
///
/// @param known what the ambassador knows better than any server
/// @param server where the client's own connection leads; null if it has none
/// @param serverId what that server calls the connection; 0 if unknown
/// @param passes whether all bytes of that connection pass as they are, so that only the server knows its state
record ClientEntry(
        Lane lane,
        ClientSession session,
        long id,
        Map<String, String> known,
        @Nullable NodeAddress server,
        long serverId,
        boolean passes) {

    /// The line of `CLIENT LIST`.
    ///
    /// @param usual how the server tells of a connection that has no special state
    /// @param own what the server tells of the client's own connection; null if it has none
    ClientLine line(ClientLine usual, @Nullable ClientLine own) {
        Map<String, String> fields = new HashMap<>(known);
        if (own == null) {
            fields.putAll(Map.of("sub", "0", "psub", "0", "ssub", "0", "watch", "0", "redir", "-1", "events", "r"));
            return usual.with(fields);
        }
        fields.put("flags", flags(own.get("flags"), known.getOrDefault("flags", "")));
        fields.put("multi", own.get("multi"));
        if (passes) {
            fields.put("cmd", own.get("cmd"));
            fields.put("db", own.get("db"));
            fields.put("resp", own.get("resp"));
        }
        return own.with(fields);
    }

    private static String flags(String theirs, String ours) {
        StringBuilder flags = new StringBuilder(theirs.equals("N") ? "" : theirs);
        ours.chars()
                .filter(flag -> flag != 'N' && flags.indexOf(Character.toString(flag)) < 0)
                .forEach(flag -> flags.append((char) flag));
        return flags.isEmpty() ? "N" : flags.toString();
    }
}
