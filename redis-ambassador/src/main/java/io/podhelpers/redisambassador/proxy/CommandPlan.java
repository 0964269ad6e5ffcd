package io.podhelpers.redisambassador.proxy;

import io.netty.buffer.ByteBuf;
import io.podhelpers.redisambassador.table.Arguments;
import io.podhelpers.redisambassador.table.Command;
import io.podhelpers.redisambassador.table.CommandTable;
import io.podhelpers.redisambassador.table.ReadOnlyForm;
import io.podhelpers.redisambassador.table.Route;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be done with each command: the table's routes, and what the user allows or denies. Immutable.
final class CommandPlan {
    enum Step {
        PRIMARY,
        REPLICA,
        LEASE,
        SESSION,
        DENIED,
        /// The arguments decide: [#step(Command, Arguments)].
        BY_ARGUMENTS,
        /// To the primary, unless the arguments allow a form that never writes.
        PERHAPS_READS,
        /// The subcommand decides.
        BY_SUBCOMMAND
    }

    private final CommandTable table;
    private final Step[] steps;
    private final Verb[] verbs;
    private final short[] names;

    private CommandPlan(CommandTable table) {
        this.table = table;
        this.steps = new Step[table.size()];
        this.verbs = new Verb[table.size()];
        this.names = new short[table.size()];
    }

    /// @param allowAdmin whether commands that end or rearrange servers are let through
    /// @param denied names in lower case, `config|set` for a subcommand
    /// @param rewriteReads whether [ReadOnlyForm]s are used, as far as the servers have them
    static CommandPlan of(
            CommandTable table, CommandNames names, boolean allowAdmin, boolean rewriteReads, Set<String> denied) {
        CommandPlan plan = new CommandPlan(table);
        for (Command command : table.commands()) {
            plan.add(command, names, allowAdmin, denied, denied.contains(command.name()));
        }
        if (rewriteReads) {
            table.commands().forEach(plan::rewrite);
        }
        return plan;
    }

    private void rewrite(Command command) {
        String form = ReadOnlyForm.of(command);
        boolean isKnown = form != null
                && table.commands().stream().anyMatch(other -> other.name().equalsIgnoreCase(form));
        if (isKnown && steps[command.id()] == Step.PRIMARY) {
            steps[command.id()] = Step.PERHAPS_READS;
        }
    }

    private void add(
            Command command, CommandNames numbers, boolean allowAdmin, Set<String> denied, boolean containerDenied) {
        int id = command.id();
        boolean isDenied = containerDenied || denied.contains(command.name());
        names[id] = (short) numbers.number(command.name());
        verbs[id] = Verb.of(command.name());
        steps[id] = isDenied ? Step.DENIED : first(command, verbs[id], allowAdmin);
        for (Command sub : command.subcommands()) {
            add(sub, numbers, allowAdmin, denied, isDenied);
        }
    }

    private static Step first(Command command, Verb verb, boolean allowAdmin) {
        if (command.hasSubcommands()) {
            return Step.BY_SUBCOMMAND;
        }
        if (command.routeDependsOnArguments()) {
            return Step.BY_ARGUMENTS;
        }
        Route route = command.route() == Route.ADMIN && allowAdmin ? command.routeWhenAllowed() : command.route();
        if (route == Route.SESSION && verb == Verb.OTHER) {
            return Step.PRIMARY; // such as PING: only the server knows whether it may be answered
        }
        return step(route);
    }

    private static Step step(Route route) {
        return switch (route) {
            case PRIMARY -> Step.PRIMARY;
            case REPLICA -> Step.REPLICA;
            case LEASE -> Step.LEASE;
            case SESSION -> Step.SESSION;
            case ADMIN -> Step.DENIED;
        };
    }

    /// The command of a request, its subcommand if it has any; null if unknown.
    @Nullable
    Command find(ByteBuf in, int index, int length) {
        return table.find(in, index, length);
    }

    /// The same, or its subcommand if it has one.
    @Nullable
    Command findWithSubcommand(ByteBuf in, Arguments request) {
        Command command = find(in, request.index(0), request.length(0));
        if (command == null || !command.hasSubcommands() || request.count() < 2) {
            return command;
        }
        Command sub = command.subcommand(in, request.index(1), request.length(1));
        return sub == null ? command : sub;
    }

    Step step(Command command) {
        return steps[command.id()];
    }

    /// What to do with a [Step#BY_ARGUMENTS].
    Step step(Command command, Arguments arguments) {
        return step(command.route(arguments));
    }

    Verb verb(@Nullable Command command) {
        return command == null ? Verb.OTHER : verbs[command.id()];
    }

    /// The number in [CommandNames].
    int name(@Nullable Command command) {
        return command == null ? CommandNames.UNKNOWN : names[command.id()];
    }

    /// Names as a user writes them, `CONFIG SET` or `config|set`, as the table has them.
    static String normalized(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s|]+", "|");
    }

    CommandTable table() {
        return table;
    }
}
