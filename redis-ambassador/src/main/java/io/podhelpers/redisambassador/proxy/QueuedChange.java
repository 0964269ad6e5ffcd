package io.podhelpers.redisambassador.proxy;

import io.podhelpers.redisambassador.table.Arguments;
import java.util.function.Consumer;

/// What a command about the session changes here once the transaction that it was put into is executed.
///
/// There are such only where the arguments alone tell the outcome: the reply to `EXEC` passes without being taken
/// apart.
final class QueuedChange {
    private QueuedChange() {}

    /// Whether it is known what the command will change; else nothing that follows on its connection can be told apart.
    ///
    /// @param databases whether the server has more than one
    static boolean isKnown(Verb verb, Arguments request, SessionState now, boolean databases) {
        return switch (verb) {
            case SELECT ->
                !databases || SessionCommands.text(request, 1).equals(Integer.toString(now.database)); // else an error
            case HELLO -> HelloRequest.read(request, now.resp).credentials() == null;
            case CLIENT_ID,
                    CLIENT_INFO,
                    CLIENT_LIST,
                    CLIENT_KILL,
                    CLIENT_UNBLOCK,
                    CLIENT_GETNAME,
                    CLIENT_SETNAME,
                    CLIENT_SETINFO,
                    CLIENT_NO_EVICT,
                    CLIENT_NO_TOUCH -> true;
            default -> false;
        };
    }

    /// What a command that [#isKnown] changes.
    static Consumer<SessionState> of(Verb verb, Arguments request) {
        return switch (verb) {
            case HELLO -> hello(HelloRequest.read(request, 0));
            case CLIENT_SETNAME -> name(SessionCommands.text(request, 2));
            case CLIENT_SETINFO -> info(SessionCommands.word(request, 2), SessionCommands.text(request, 3));
            case CLIENT_NO_EVICT -> unevicted(SessionCommands.word(request, 2));
            case CLIENT_NO_TOUCH -> untouching(SessionCommands.word(request, 2));
            default -> QueuedChange::none;
        };
    }

    private static Consumer<SessionState> hello(HelloRequest hello) {
        String name = hello.name();
        if (hello.error() != null) {
            return QueuedChange::none;
        }
        return state -> {
            state.resp = hello.resp() == 0 ? state.resp : hello.resp();
            state.name = name == null ? state.name : name;
        };
    }

    private static Consumer<SessionState> name(String name) {
        return SessionCommands.isPlain(name) ? state -> state.name = name : QueuedChange::none;
    }

    private static Consumer<SessionState> info(String what, String value) {
        if (!SessionCommands.isPlain(value)) {
            return QueuedChange::none;
        }
        return switch (what) {
            case "lib-name" -> state -> state.libraryName = value;
            case "lib-ver" -> state -> state.libraryVersion = value;
            default -> QueuedChange::none;
        };
    }

    private static Consumer<SessionState> unevicted(String mode) {
        return isOnOrOff(mode) ? state -> state.unevicted = mode.equals("on") : QueuedChange::none;
    }

    private static Consumer<SessionState> untouching(String mode) {
        return isOnOrOff(mode) ? state -> state.untouching = mode.equals("on") : QueuedChange::none;
    }

    private static boolean isOnOrOff(String mode) {
        return mode.equals("on") || mode.equals("off");
    }

    private static void none(SessionState unchanged) {}
}
