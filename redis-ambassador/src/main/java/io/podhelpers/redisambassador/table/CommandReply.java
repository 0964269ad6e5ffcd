package io.podhelpers.redisambassador.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads the reply to `COMMAND`: nested lists of text and numbers, as RESP2 gives them. Servers before Redis 7 send
/// fewer columns: then the range of keys is all there is.
final class CommandReply {
    private static final int NAME = 0;
    private static final int ARITY = 1;
    private static final int FLAGS = 2;
    private static final int FIRST_KEY = 3;
    private static final int LAST_KEY = 4;
    private static final int KEY_STEP = 5;
    private static final int TIPS = 7;
    private static final int KEY_SPECS = 8;
    private static final int SUBCOMMANDS = 9;

    private CommandReply() {}

    /// The commands and subcommands; entries that are not understood are left out.
    static List<CommandFacts> parse(List<?> reply) {
        List<CommandFacts> commands = new ArrayList<>();
        for (Object entry : reply) {
            if (entry instanceof List<?> columns && columns.size() > KEY_STEP) {
                add(columns, commands);
            }
        }
        return commands;
    }

    private static void add(List<?> columns, List<CommandFacts> commands) {
        int firstKey = number(columns, FIRST_KEY);
        int lastKey = number(columns, LAST_KEY);
        int keyStep = number(columns, KEY_STEP);
        commands.add(new CommandFacts(
                String.valueOf(columns.get(NAME)).toLowerCase(Locale.ROOT),
                number(columns, ARITY),
                flags(list(columns, FLAGS)),
                firstKey,
                lastKey,
                keyStep,
                columns.size() > KEY_SPECS
                        ? keySpecs(list(columns, KEY_SPECS))
                        : KeySpec.ofRange(firstKey, lastKey, keyStep),
                tips(list(columns, TIPS))));
        commands.addAll(parse(list(columns, SUBCOMMANDS)));
    }

    private static int flags(List<?> words) {
        int bits = 0;
        for (Object word : words) {
            bits |= Flag.bit(String.valueOf(word));
        }
        return bits;
    }

    private static Set<String> tips(List<?> words) {
        Set<String> tips = new HashSet<>();
        words.forEach(word -> tips.add(String.valueOf(word)));
        return tips;
    }

    private static List<KeySpec> keySpecs(List<?> entries) {
        List<KeySpec> specs = new ArrayList<>();
        for (Object entry : entries) {
            if (entry instanceof List<?> fields) {
                specs.add(KeySpec.of(
                        begin(map(fields, "begin_search")),
                        find(map(fields, "find_keys")),
                        tips(map(fields, "flags"))));
            }
        }
        return specs;
    }

    private static KeySpec.Begin begin(List<?> search) {
        List<?> spec = map(search, "spec");
        return switch (text(search, "type")) {
            case "index" -> new KeySpec.Begin.Index(field(spec, "index"));
            case "keyword" -> new KeySpec.Begin.Keyword(new Word(text(spec, "keyword")), field(spec, "startfrom"));
            default -> new KeySpec.Begin.Unknown();
        };
    }

    private static KeySpec.Find find(List<?> search) {
        List<?> spec = map(search, "spec");
        return switch (text(search, "type")) {
            case "range" ->
                new KeySpec.Find.Range(field(spec, "lastkey"), field(spec, "keystep"), field(spec, "limit"));
            case "keynum" ->
                new KeySpec.Find.Counted(field(spec, "keynumidx"), field(spec, "firstkey"), field(spec, "keystep"));
            default -> new KeySpec.Find.Unknown();
        };
    }

    /// The value after a name in a flattened map.
    private static Object value(List<?> map, String name) {
        for (int i = 0; i + 1 < map.size(); i += 2) {
            if (name.equals(map.get(i))) {
                return map.get(i + 1);
            }
        }
        return "";
    }

    private static List<?> map(List<?> map, String name) {
        return value(map, name) instanceof List<?> list ? list : List.of();
    }

    private static String text(List<?> map, String name) {
        return String.valueOf(value(map, name));
    }

    private static int field(List<?> map, String name) {
        return value(map, name) instanceof Number number ? number.intValue() : 0;
    }

    private static int number(List<?> columns, int column) {
        return columns.get(column) instanceof Number number ? number.intValue() : 0;
    }

    private static List<?> list(List<?> columns, int column) {
        return column < columns.size() && columns.get(column) instanceof List<?> list ? list : List.of();
    }
}
