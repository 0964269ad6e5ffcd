package io.podhelpers.redisambassador.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the built-in table: one command or subcommand a line, six columns, `-` for none.
///
/// `name arity firstKey,lastKey,step flags keySpecs tips`; a key specification is `begin/find/access`, several are
/// separated by `;`. Begin is `i<argument>` or `k<WORD>@<startFrom>`, find is `r<last>,<step>,<limit>` or
/// `n<countAt>,<first>,<step>`, either may be `?`. Written by `CommandTableGenerator` from a live server.
final class TableFile {
    private static final String NAME = "commands.txt";

    private TableFile() {}

    static List<CommandFacts> read() {
        try (InputStream file = TableFile.class.getResourceAsStream(NAME)) {
            if (file == null) {
                throw new IllegalStateException("no " + NAME + " beside the classes");
            }
            return parse(new String(file.readAllBytes(), US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAME, e);
        }
    }

    static List<CommandFacts> parse(String text) {
        List<CommandFacts> commands = new ArrayList<>();
        for (String line : split(text, '\n')) {
            if (!line.isEmpty() && line.charAt(0) != '#') {
                commands.add(parseLine(line));
            }
        }
        return commands;
    }

    private static CommandFacts parseLine(String line) {
        List<String> columns = split(line, ' ');
        if (columns.size() != 6) {
            throw new IllegalArgumentException(NAME + ": '" + line + "' (expected: 6 columns)");
        }
        List<String> range = split(columns.get(2), ',');
        return new CommandFacts(
                columns.get(0),
                Integer.parseInt(columns.get(1)),
                flagBits(columns.get(3)),
                Integer.parseInt(range.get(0)),
                Integer.parseInt(range.get(1)),
                Integer.parseInt(range.get(2)),
                keySpecs(columns.get(4)),
                tips(columns.get(5)));
    }

    private static int flagBits(String column) {
        int bits = 0;
        for (String word : list(column, ',')) {
            bits |= Flag.bit(word);
        }
        return bits;
    }

    private static List<KeySpec> keySpecs(String column) {
        List<KeySpec> specs = new ArrayList<>();
        for (String spec : list(column, ';')) {
            List<String> parts = split(spec, '/');
            specs.add(KeySpec.of(begin(parts.get(0)), find(parts.get(1)), split(parts.get(2), ',')));
        }
        return specs;
    }

    private static KeySpec.Begin begin(String text) {
        return switch (text.charAt(0)) {
            case 'i' -> new KeySpec.Begin.Index(Integer.parseInt(text.substring(1)));
            case 'k' -> {
                int at = text.indexOf('@');
                yield new KeySpec.Begin.Keyword(
                        new Word(text.substring(1, at)), Integer.parseInt(text.substring(at + 1)));
            }
            default -> new KeySpec.Begin.Unknown();
        };
    }

    private static KeySpec.Find find(String text) {
        if (text.equals("?")) {
            return new KeySpec.Find.Unknown();
        }
        List<String> numbers = split(text.substring(1), ',');
        int first = Integer.parseInt(numbers.get(0));
        int second = Integer.parseInt(numbers.get(1));
        int third = Integer.parseInt(numbers.get(2));
        return text.charAt(0) == 'n'
                ? new KeySpec.Find.Counted(first, second, third)
                : new KeySpec.Find.Range(first, second, third);
    }

    private static Set<String> tips(String column) {
        return new HashSet<>(list(column, ','));
    }

    private static List<String> list(String column, char separator) {
        return column.equals("-") ? List.of() : split(column, separator);
    }

    /// `String.split` without its regular expression: this runs at every start.
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>(4);
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
