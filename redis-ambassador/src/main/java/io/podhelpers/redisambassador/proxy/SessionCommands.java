package io.podhelpers.redisambassador.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.podhelpers.redisambassador.config.LocalUsers;
import io.podhelpers.redisambassador.table.Arguments;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Commands that ask about, or change, what Redis remembers of a connection: answered from [SessionState], after asking
/// the server where only it can know.
///
/// Called when nothing of the client is unanswered; made for one command.
final class SessionCommands {
    static final String NAME_ERROR = "ERR Client names cannot contain spaces, newlines or special characters.";
    private static final ByteBuf OK = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("+OK\r\n", ISO_8859_1));

    private final Lane lane;
    private final ClientSession client;
    private final SessionState state;

    SessionCommands(Lane lane, ClientSession client, SessionState state) {
        this.lane = lane;
        this.client = client;
        this.state = state;
    }

    /// Whether the client has to authenticate with us before it may do this.
    static boolean isLocked(Lane lane, SessionState state, Verb verb) {
        if (state.authenticated || lane.settings().local() == null) {
            return false;
        }
        return verb != Verb.AUTH && verb != Verb.HELLO && verb != Verb.QUIT && verb != Verb.RESET;
    }

    void answer(Verb verb, Arguments request) {
        switch (verb) {
            case SELECT -> select(request);
            case AUTH -> auth(request);
            case HELLO -> hello(request);
            case RESET -> reset();
            case QUIT -> client.end(out -> Encode.simple(out, "OK"));
            case CLIENT_ID -> client.reply(out -> Encode.integer(out, state.id));
            case CLIENT_GETNAME -> getName();
            case CLIENT_SETNAME -> setName(text(request, 2));
            case CLIENT_SETINFO -> setInfo(word(request, 2), text(request, 3));
            case CLIENT_REPLY -> replyMode(word(request, 2));
            case CLIENT_NO_EVICT -> onOrOff(word(request, 2), on -> state.unevicted = on);
            case CLIENT_NO_TOUCH -> onOrOff(word(request, 2), this::setUntouching);
            case CLIENT_INFO -> clientCommands().info();
            case CLIENT_LIST -> clientCommands().list(request);
            case CLIENT_KILL -> clientCommands().kill(request);
            case CLIENT_UNBLOCK -> clientCommands().unblock(request);
            default -> throw new IllegalStateException(verb + " is not answered from the session");
        }
    }

    private ClientCommands clientCommands() {
        return new ClientCommands(lane, client, state);
    }

    // ---- what only the server can decide

    private void select(Arguments request) {
        String text = text(request, 1);
        int database;
        try {
            database = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            client.replyError("ERR value is not an integer or out of range");
            return;
        }
        if (database < 0 || text.startsWith("+")) {
            client.replyError("ERR DB index is out of range");
            return;
        }
        SessionState tried = state.asIf(database, state.resp, state.credentials);
        tryOut(tried, UnaryOperator.identity(), () -> client.follow("SELECT", text), "SELECT", text);
    }

    private void auth(Arguments request) {
        if (request.count() > 3) {
            client.replyError("ERR syntax error");
            return;
        }
        String user = request.count() == 3 ? text(request, 1) : null;
        String password = text(request, request.count() - 1);
        if (lane.settings().local() != null) {
            authenticateHere(user, password);
            return;
        }
        SessionState tried = state.asIf(state.database, state.resp, new Credentials(user, password));
        // the password is in the connection's handshake
        Runnable follow =
                user == null ? () -> client.follow("AUTH", password) : () -> client.follow("AUTH", user, password);
        letIn(tried, _ -> OK.duplicate(), follow, "PING");
    }

    private void authenticateHere(@Nullable String user, String password) {
        if (isLocalUser(user, password)) {
            state.authenticated = true;
            state.user = user == null ? "default" : user;
            client.reply(out -> Encode.simple(out, "OK"));
        } else {
            client.replyError("WRONGPASS invalid username-password pair or user is disabled.");
        }
    }

    private boolean isLocalUser(@Nullable String user, String password) {
        LocalUsers local = lane.settings().local();
        return local != null && local.letIn(user == null ? "default" : user, password);
    }

    private void hello(Arguments request) {
        HelloRequest hello = HelloRequest.read(request, state.resp);
        if (hello.error() != null) {
            client.replyError(hello.error());
            return;
        }
        Credentials credentials = hello.credentials() == null ? state.credentials : hello.credentials();
        if (lane.settings().local() != null) {
            if (hello.credentials() != null
                    && !isLocalUser(
                            hello.credentials().user(), hello.credentials().password())) {
                client.replyError("WRONGPASS invalid username-password pair or user is disabled.");
                return;
            }
            if (hello.credentials() == null && !state.authenticated) {
                client.replyError("NOAUTH HELLO must be called with the client already authenticated, otherwise the"
                        + " HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select"
                        + " the RESP protocol version at the same time");
                return;
            }
            credentials = state.credentials;
            state.authenticated = true;
            state.user = hello.credentials() == null || hello.credentials().user() == null
                    ? state.user
                    : hello.credentials().user();
        }
        SessionState tried = state.asIf(state.database, hello.resp(), credentials);
        UnaryOperator<ByteBuf> own = reply -> HelloRequest.withId(
                lane.router().isChosenByFirstKey() ? HelloRequest.standalone(reply) : reply, state.id);
        Runnable named = () -> {
            if (hello.name() != null) {
                name(hello.name());
            }
            follow(hello);
        };
        String version = Integer.toString(hello.resp());
        if (hello.credentials() == null || lane.settings().local() != null) {
            tryOut(tried, own, named, "HELLO", version);
        } else {
            letIn(tried, own, named, "HELLO", version);
        }
    }

    /// Puts the request to a connection that is already as the client wants to be, and becomes so if that is well.
    private void tryOut(SessionState tried, UnaryOperator<ByteBuf> reply, Runnable whenWell, String... request) {
        ask(lane.router().forSession(tried), tried, reply, whenWell, request);
    }

    /// The same with a connection that the server lets in now: an open one does not prove that the password still
    /// holds.
    private void letIn(SessionState tried, UnaryOperator<ByteBuf> reply, Runnable whenWell, String... request) {
        ask(lane.router().fresh(tried), tried, reply, whenWell, request);
    }

    private void ask(
            @Nullable Backend backend,
            SessionState tried,
            UnaryOperator<ByteBuf> reply,
            Runnable whenWell,
            String... request) {
        if (backend == null) {
            lane.metrics().unreachable++;
            client.replyError("UNREACHABLE " + lane.router().whyUnreachable());
            return;
        }
        ClientSlot slot = client.place();
        CollectedReply collected = new CollectedReply(
                1,
                got -> {
                    boolean well = !CollectedReply.isError(got);
                    if (well) {
                        state.become(tried);
                        whenWell.run();
                    }
                    client.answered(slot, well ? reply.apply(got) : got);
                    if (backend.route() == CommandCounts.Route.LEASE) {
                        lane.backends().giveBack(backend);
                    }
                },
                loss -> {
                    client.answered(slot, out -> Encode.error(out, loss.error()));
                });
        backend.ask(collected, request);
    }

    // ---- what the session knows

    private void reset() {
        client.forgetLease();
        state.reset();
        client.reply(out -> Encode.simple(out, "RESET"));
    }

    private void getName() {
        client.reply(out -> {
            if (state.name.isEmpty()) {
                Encode.nil(out, state.resp);
            } else {
                Encode.bulk(out, state.name);
            }
        });
    }

    private void setName(String name) {
        if (!isPlain(name)) {
            client.replyError(NAME_ERROR);
            return;
        }
        name(name);
        client.reply(out -> Encode.simple(out, "OK"));
    }

    private void name(String name) {
        state.name = name;
        client.follow("CLIENT", "SETNAME", name);
    }

    /// The client's own connection, if it has one, becomes as the client is.
    private void follow(HelloRequest hello) {
        Credentials who = lane.settings().local() == null ? hello.credentials() : null;
        String version = Integer.toString(hello.resp());
        if (who == null || who.user() == null) {
            client.follow("HELLO", version);
        } else {
            client.follow("HELLO", version, "AUTH", who.user(), who.password());
        }
    }

    private void setInfo(String what, String value) {
        if (!what.equals("lib-name") && !what.equals("lib-ver")) {
            client.replyError("ERR Unrecognized option '" + what + "'");
            return;
        }
        if (!isPlain(value)) {
            client.replyError("ERR " + what + " cannot contain spaces, newlines or special characters.");
            return;
        }
        if (what.equals("lib-name")) {
            state.libraryName = value;
        } else {
            state.libraryVersion = value;
        }
        client.reply(out -> Encode.simple(out, "OK"));
    }

    static boolean isPlain(String text) {
        return text.chars().allMatch(character -> character >= '!' && character <= '~');
    }

    private void replyMode(String mode) {
        switch (mode) {
            case "on" -> {
                state.repliesOff = false;
                state.skipsNextReply = false;
                client.reply(out -> Encode.simple(out, "OK"));
            }
            case "off" -> state.repliesOff = true;
            case "skip" -> state.skipsNextReply = !state.repliesOff;
            default -> client.replyError("ERR syntax error");
        }
    }

    private void setUntouching(boolean on) {
        state.untouching = on;
        state.changes++;
        client.follow("CLIENT", "NO-TOUCH", on ? "ON" : "OFF");
    }

    private void onOrOff(String mode, Consumer<Boolean> set) {
        if (mode.equals("on") || mode.equals("off")) {
            set.accept(mode.equals("on"));
            client.reply(out -> Encode.simple(out, "OK"));
        } else {
            client.replyError("ERR syntax error");
        }
    }

    static String text(Arguments request, int argument) {
        return request.buffer().toString(request.index(argument), request.length(argument), ISO_8859_1);
    }

    /// In lower case, for comparing.
    static String word(Arguments request, int argument) {
        return argument < request.count() ? text(request, argument).toLowerCase(Locale.ROOT) : "";
    }
}
