package io.podhelpers.redisambassador.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.podhelpers.redisambassador.shards.RawRedis;
import io.podhelpers.redisambassador.topology.RedisNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The built-in table against what a real server says of itself.
final class CommandTableIT {
    @Test
    void theTableSaysWhatALiveServerSays() throws IOException {
        try (RedisNode node = RedisNode.primary()) {
            node.start();
            try (RawRedis redis = new RawRedis(node.ip(), 6379)) {
                List<CommandFacts> live = CommandReply.parse((List<?>) redis.call("COMMAND"));
                CommandTable builtIn = CommandTable.builtIn();

                assertThat(CommandTableGenerator.write(live)).isEqualTo(CommandTableGenerator.write(builtIn.facts()));
                assertThat(builtIn.overlay((List<?>) redis.call("COMMAND"))).isSameAs(builtIn);
                assertThat(names(builtIn.facts())).isEqualTo(documented((List<?>) redis.call("COMMAND", "DOCS")));
            }
        }
    }

    private static Set<String> names(List<CommandFacts> facts) {
        return facts.stream().map(CommandFacts::name).collect(Collectors.toSet());
    }

    /// The names in the reply to `COMMAND DOCS`: a flattened map, subcommands likewise within.
    private static Set<String> documented(List<?> docs) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i + 1 < docs.size(); i += 2) {
            names.add(String.valueOf(docs.get(i)).toLowerCase(Locale.ROOT));
            List<?> fields = (List<?>) docs.get(i + 1);
            int subcommands = fields.indexOf("subcommands");
            if (subcommands >= 0) {
                names.addAll(documented((List<?>) fields.get(subcommands + 1)));
            }
        }
        return names;
    }
}
