package io.podhelpers.redisambassador.topology;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.podhelpers.redisambassador.config.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks one server who it is, on a connection that is kept while it answers. Called by one thread; never blocks.
final class NodeProbe {
    private final NodeAddress address;
    private final Control control;
    private final Duration timeout;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;
    private @Nullable CompletableFuture<String> runId;

    NodeProbe(NodeAddress address, Control control, Duration timeout) {
        this.address = address;
        this.control = control;
        this.timeout = timeout;
    }

    /// One look. After a failure the next look connects anew.
    CompletableFuture<Sighting> look() {
        CompletableFuture<StatefulRedisConnection<String, String>> connected = connection;
        if (connected == null) {
            connected = control.connect(address);
            connection = connected;
            runId = null;
        }
        return connected.thenCompose(this::ask).orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Sighting> ask(StatefulRedisConnection<String, String> to) {
        CompletableFuture<String> process = runId;
        if (process == null) {
            process = info(to, "server").thenApply(server -> server.text("run_id"));
            runId = process;
        }
        long askedAt = System.nanoTime();
        CompletableFuture<Answer> ping = send(to, CommandType.PING, new StatusOutput<>(StringCodec.UTF8), null)
                .handle((_, problem) -> new Answer(System.nanoTime() - askedAt, problem != null));
        CompletableFuture<List<Object>> role = send(to, CommandType.ROLE, new ArrayOutput<>(StringCodec.UTF8), null);
        CompletableFuture<InfoReply> replication = info(to, "replication");
        CompletableFuture<Sighting> facts = role.thenCombine(
                replication, (roleReply, infoReply) -> sighting(RoleReply.parse(roleReply), infoReply, askedAt));
        return facts.thenCombine(ping, Sighting::timed).thenCombine(process, Sighting::of);
    }

    /// @param busy it answers, but with `-LOADING`, `-MASTERDOWN` or `-BUSY`
    record Answer(long nanos, boolean busy) {}

    private Sighting sighting(Sighting.Role role, InfoReply replication, long askedAt) {
        boolean primary = role instanceof Sighting.Role.Primary;
        long offset = primary
                ? replication.number("master_repl_offset", 0)
                : replication.number("slave_repl_offset", replication.number("master_repl_offset", 0));
        return new Sighting(
                address, "", role, replication.text("master_replid"), offset, Duration.ZERO, askedAt, false);
    }

    private static CompletableFuture<InfoReply> info(StatefulRedisConnection<String, String> to, String section) {
        return send(to, CommandType.INFO, new StatusOutput<>(StringCodec.UTF8), section)
                .thenApply(InfoReply::parse);
    }

    private static <T> CompletableFuture<T> send(
            StatefulRedisConnection<String, String> to,
            CommandType type,
            CommandOutput<String, String, T> output,
            @Nullable String argument) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        if (argument != null) {
            arguments.add(argument);
        }
        AsyncCommand<String, String, T> command = new AsyncCommand<>(new Command<>(type, output, arguments));
        to.dispatch(command);
        return command;
    }

    /// To be called when a look failed or names resolve elsewhere.
    void disconnect() {
        CompletableFuture<StatefulRedisConnection<String, String>> old = connection;
        connection = null;
        runId = null;
        if (old != null) {
            var _ = old.thenCompose(StatefulRedisConnection::closeAsync);
        }
    }
}
