package io.podhelpers.redisambassador.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.podhelpers.redisambassador.shards.RawRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Writes the built-in table (`src/main/resources/…/table/commands.txt`) from what a live server says of itself.
///
/// To take up a new release: start it (`docker run --rm -p 6379:6379 redis:8.0`), run this class's `main` with
/// `localhost 6379 src/main/resources/io/podhelpers/redisambassador/table/commands.txt`, read the difference, and
/// decide
/// in `Routing` about each new command that the flags alone do not describe. `CommandTableIT` compares the two.
final class CommandTableGenerator {
    private CommandTableGenerator() {}

    /// @param arguments host, port and file
    static void main(String... arguments) throws IOException {
        try (RawRedis redis = new RawRedis(arguments[0], Integer.parseInt(arguments[1]))) {
            String version = String.valueOf(redis.call("INFO", "server"))
                    .replaceFirst("(?s).*redis_version:([^\\r\\n]*).*", "$1");
            List<CommandFacts> facts = CommandReply.parse((List<?>) redis.call("COMMAND"));
            String head = "# Commands of Redis " + version
                    + ", written by CommandTableGenerator: not to be edited by hand.\n";
            Files.writeString(Path.of(arguments[2]), head + write(facts), US_ASCII);
        }
    }

    /// The lines of the file, in the order of the names.
    static String write(List<CommandFacts> facts) {
        StringBuilder lines = new StringBuilder();
        facts.stream().sorted(Comparator.comparing(CommandFacts::name)).forEach(command -> lines.append(line(command)));
        return lines.toString();
    }

    private static String line(CommandFacts command) {
        List<String> flags = new ArrayList<>();
        for (Flag flag : Flag.values()) {
            if (command.is(flag)) {
                flags.add(flag.word());
            }
        }
        flags.sort(Comparator.naturalOrder());
        return String.join(
                        " ",
                        command.name(),
                        Integer.toString(command.arity()),
                        command.firstKey() + "," + command.lastKey() + "," + command.keyStep(),
                        list(flags, ","),
                        list(
                                command.keySpecs().stream()
                                        .map(CommandTableGenerator::keySpec)
                                        .toList(),
                                ";"),
                        list(List.copyOf(new TreeSet<>(command.tips())), ","))
                + "\n";
    }

    private static String keySpec(KeySpec spec) {
        String begin = switch (spec.begin()) {
            case KeySpec.Begin.Index index -> "i" + index.argument();
            case KeySpec.Begin.Keyword keyword -> "k" + keyword.word() + "@" + keyword.startFrom();
            case KeySpec.Begin.Unknown _ -> "?";
        };
        String find = switch (spec.find()) {
            case KeySpec.Find.Range range -> "r" + range.last() + "," + range.step() + "," + range.limit();
            case KeySpec.Find.Counted counted -> "n" + counted.countAt() + "," + counted.first() + "," + counted.step();
            case KeySpec.Find.Unknown _ -> "?";
        };
        String access = spec.access() == KeySpec.Access.READ ? "RO" : "RW";
        return begin + "/" + find + "/" + access + (spec.key() ? "" : ",not_key");
    }

    private static String list(List<String> words, String separator) {
        return words.isEmpty() ? "-" : String.join(separator, words);
    }
}
