package io.podhelpers.redisambassador.table;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One command or subcommand: what Redis says about it, and where we send it. Immutable.
public final class Command {
    private final int id;
    private final CommandFacts facts;
    private final Routing routing;
    private final RequestPolicy requestPolicy;
    private final ResponsePolicy responsePolicy;
    private final NameIndex subcommands;
    private final List<Command> subcommandList;

    Command(int id, CommandFacts facts, Collection<Command> subcommands) {
        this.id = id;
        this.facts = facts;
        this.routing = Routing.of(facts);
        this.requestPolicy = Policies.request(facts);
        this.responsePolicy = Policies.response(facts);
        this.subcommandList = List.copyOf(subcommands);
        this.subcommands = subcommandList.isEmpty() ? NameIndex.EMPTY : NameIndex.of(subcommandList);
    }

    /// A small number of its own within the table, from 0; for arrays beside the table.
    public int id() {
        return id;
    }

    /// In lower case; `client|setname` for a subcommand.
    public String name() {
        return facts.name();
    }

    String word() {
        return facts.word();
    }

    CommandFacts facts() {
        return facts;
    }

    /// The number of arguments with the name; negative: at least that many.
    public int arity() {
        return facts.arity();
    }

    public boolean accepts(int argumentCount) {
        return facts.arity() < 0 ? argumentCount >= -facts.arity() : argumentCount == facts.arity();
    }

    public boolean is(Flag flag) {
        return facts.is(flag);
    }

    public Set<String> tips() {
        return facts.tips();
    }

    public RequestPolicy requestPolicy() {
        return requestPolicy;
    }

    public ResponsePolicy responsePolicy() {
        return responsePolicy;
    }

    /// Where it goes when nothing is known of its arguments.
    public Route route() {
        return routing.route();
    }

    /// Whether [#route(Arguments)] may differ from [#route()].
    public boolean routeDependsOnArguments() {
        return routing.when() != Routing.Condition.ALWAYS;
    }

    /// Where it goes with these arguments: `XREAD` without `BLOCK` may go to a replica, with it it blocks.
    public Route route(Arguments arguments) {
        return routing.route(facts, arguments);
    }

    /// Where an [Route#ADMIN] command goes once the administrator's commands are allowed; else the same as [#route()].
    public Route routeWhenAllowed() {
        return routing.whenAllowed();
    }

    /// The first key of a fixed range of keys, 0 if there is none.
    public int firstKey() {
        return facts.firstKey();
    }

    /// The last key of the fixed range; negative: counted from the end, -1 is the last argument.
    public int lastKey() {
        return facts.lastKey();
    }

    public int keyStep() {
        return facts.keyStep();
    }

    public boolean hasKeys() {
        return !facts.keySpecs().isEmpty();
    }

    /// Whether the fixed range does not name all keys, so that [#keys] has to look.
    public boolean hasMovableKeys() {
        return is(Flag.MOVABLEKEYS);
    }

    /// Finds the keys (and shard channels) of a request; none if it is malformed.
    public void keys(Arguments arguments, KeyPositions into) {
        into.clear();
        KeySearch.collect(facts, arguments, into);
    }

    public boolean hasSubcommands() {
        return !subcommandList.isEmpty();
    }

    public List<Command> subcommands() {
        return subcommandList;
    }

    /// The subcommand of that name, in any case; null if there is none.
    public @Nullable Command subcommand(ByteBuf buffer, int index, int length) {
        return subcommands.find(buffer, index, length);
    }

    @Override
    public String toString() {
        return name();
    }
}
