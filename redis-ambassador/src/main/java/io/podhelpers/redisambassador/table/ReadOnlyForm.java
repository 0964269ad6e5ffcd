package io.podhelpers.redisambassador.table;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Commands that may write, but do not with these arguments, and the commands that do the same and never write.
///
/// The arguments after the name stay as they are. When in doubt there is no other form: `SORT k GET store` is not
/// looked
/// at any closer.
public final class ReadOnlyForm {
    private static final Word STORE = new Word("store");
    private static final Word STOREDIST = new Word("storedist");
    private static final Word GET = new Word("get");

    private static final Map<String, String> FORMS = Map.of(
            "sort", "SORT_RO",
            "georadius", "GEORADIUS_RO",
            "georadiusbymember", "GEORADIUSBYMEMBER_RO",
            "bitfield", "BITFIELD_RO",
            "getex", "GET");

    private ReadOnlyForm() {}

    /// The name of the command's other form; null if it has none.
    public static @Nullable String of(Command command) {
        return FORMS.get(command.name());
    }

    /// Whether a request of such a command does nothing but read.
    public static boolean fits(Command command, Arguments request) {
        if (!command.accepts(request.count())) {
            return false;
        }
        return switch (command.name()) {
            case "getex" -> request.count() == 2;
            case "bitfield" -> onlyGets(request);
            default -> storesNothing(request);
        };
    }

    private static boolean onlyGets(Arguments request) {
        if ((request.count() - 2) % 3 != 0) {
            return false;
        }
        for (int argument = 2; argument < request.count(); argument += 3) {
            if (!GET.is(request, argument)) {
                return false;
            }
        }
        return true;
    }

    private static boolean storesNothing(Arguments request) {
        for (int argument = 2; argument < request.count(); argument++) {
            if (STORE.is(request, argument) || STOREDIST.is(request, argument)) {
                return false;
            }
        }
        return true;
    }
}
