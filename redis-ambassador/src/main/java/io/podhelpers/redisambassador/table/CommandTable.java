package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every command and subcommand, found by the bytes of its name. Immutable; any thread.
public final class CommandTable {
    private final List<Command> commands;
    private final NameIndex index;
    private final List<CommandFacts> facts;

    private CommandTable(List<CommandFacts> facts) {
        commands = build(facts);
        index = NameIndex.of(commands);
        this.facts = List.copyOf(facts);
    }

    /// The commands of Redis 8.0, without asking a server.
    public static CommandTable builtIn() {
        return new CommandTable(TableFile.read());
    }

    /// This table with what a live server says of its commands, so that its modules' commands are known too. The ids
    /// of commands that were known stay as they are.
    ///
    /// @param commandReply the reply to `COMMAND` in RESP2: nested lists of text and numbers
    public CommandTable overlay(List<?> commandReply) {
        Map<String, CommandFacts> merged = new LinkedHashMap<>();
        facts.forEach(known -> merged.put(known.name(), known));
        for (CommandFacts live : CommandReply.parse(commandReply)) {
            merged.merge(live.name(), live, CommandTable::better);
        }
        List<CommandFacts> all = List.copyOf(merged.values());
        return all.equals(facts) ? this : new CommandTable(all);
    }

    /// An old server tells less than we know.
    private static CommandFacts better(CommandFacts known, CommandFacts live) {
        return live.keySpecs().size() >= known.keySpecs().size() ? live : known;
    }

    List<CommandFacts> facts() {
        return facts;
    }

    private static List<Command> build(List<CommandFacts> facts) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        Map<String, List<Command>> subcommands = new LinkedHashMap<>();
        for (CommandFacts fact : facts) {
            ids.put(fact.name(), ids.size());
            if (fact.isSubcommand()) {
                subcommands
                        .computeIfAbsent(fact.container(), _ -> new ArrayList<>())
                        .add(new Command(ids.size() - 1, fact, List.of()));
            }
        }
        List<Command> commands = new ArrayList<>();
        for (CommandFacts fact : facts) {
            if (!fact.isSubcommand()) {
                List<Command> below = subcommands.getOrDefault(fact.name(), List.of());
                commands.add(new Command(ids.getOrDefault(fact.name(), 0), fact, below));
            }
        }
        return List.copyOf(commands);
    }

    /// The command of that name, in any case; null if it is unknown, which means: to the primary.
    public @Nullable Command find(ByteBuf buffer, int index, int length) {
        return this.index.find(buffer, index, length);
    }

    /// All commands; subcommands are with theirs.
    public List<Command> commands() {
        return commands;
    }

    /// How many commands and subcommands there are; every [Command#id] is smaller.
    public int size() {
        return facts.size();
    }
}
