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
    private final int size;

    private CommandTable(List<CommandFacts> facts) {
        commands = build(facts);
        index = NameIndex.of(commands);
        size = facts.size();
    }

    /// The commands of Redis 8.0, without asking a server.
    public static CommandTable builtIn() {
        return new CommandTable(TableFile.read());
    }

    static CommandTable of(List<CommandFacts> facts) {
        return new CommandTable(facts);
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
        return size;
    }
}
