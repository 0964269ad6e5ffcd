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
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The few commands that we send through Lettuce, without its large command interfaces, which take long to load.
final class Ask {
    private Ask() {}

    static CompletableFuture<String> forText(
            StatefulRedisConnection<String, String> to, CommandType type, String... arguments) {
        return send(to, type, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    /// Nested lists of text and numbers.
    static CompletableFuture<List<Object>> forList(
            StatefulRedisConnection<String, String> to, CommandType type, String... arguments) {
        return send(to, type, new ArrayOutput<>(StringCodec.UTF8), arguments);
    }

    static CompletableFuture<InfoReply> forInfo(StatefulRedisConnection<String, String> to, String section) {
        return forText(to, CommandType.INFO, section).thenApply(InfoReply::parse);
    }

    private static <T> CompletableFuture<T> send(
            StatefulRedisConnection<String, String> to,
            CommandType type,
            CommandOutput<String, String, T> output,
            String... arguments) {
        CommandArgs<String, String> added = new CommandArgs<>(StringCodec.UTF8);
        for (String argument : arguments) {
            added.add(argument);
        }
        AsyncCommand<String, String, T> command = new AsyncCommand<>(new Command<>(type, output, added));
        to.dispatch(command);
        return command;
    }
}
