package io.podhelpers.redisambassador.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/// Which clients `CLIENT LIST` or `CLIENT KILL` is about, after its arguments. A value; what it matches are the lines
/// that a client would be told.
///
/// @param skipsAsker whether the client that asks is none of them
/// @param one whether it is told of as one client, `CLIENT KILL` in its old form
record ClientFilter(Predicate<ClientLine> matches, boolean skipsAsker, boolean one) {
    private static final Set<String> TYPES = Set.of("normal", "master", "slave", "replica", "pubsub");
    private static final String SYNTAX = "ERR syntax error";

    /// Arguments that Redis would not take.
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String error) {
            super(error, null, false, false);
        }

        /// As Redis words it.
        String error() {
            return String.valueOf(getMessage());
        }
    }

    /// @param words what follows `CLIENT LIST`
    static ClientFilter ofList(List<String> words) throws Wrong {
        if (words.isEmpty()) {
            return new ClientFilter(_ -> true, false, false);
        }
        String first = words.getFirst().toLowerCase(Locale.ROOT);
        if (first.equals("type") && words.size() == 2) {
            return new ClientFilter(ofType(words.get(1)), false, false);
        }
        if (first.equals("id") && words.size() > 1) {
            Set<Long> ids = new HashSet<>();
            for (String word : words.subList(1, words.size())) {
                ids.add(number(word, "ERR Invalid client ID"));
            }
            return new ClientFilter(line -> ids.contains(line.number("id")), false, false);
        }
        throw new Wrong(SYNTAX);
    }

    /// @param words what follows `CLIENT KILL`
    static ClientFilter ofKill(List<String> words) throws Wrong {
        if (words.size() == 1) {
            return new ClientFilter(field("addr", words.getFirst()), false, true);
        }
        Predicate<ClientLine> matches = _ -> true;
        boolean skipsAsker = true;
        for (int at = 0; at < words.size(); at += 2) {
            if (at + 1 == words.size()) {
                throw new Wrong(SYNTAX);
            }
            String value = words.get(at + 1);
            switch (words.get(at).toLowerCase(Locale.ROOT)) {
                case "id" -> matches = matches.and(ofId(value));
                case "addr" -> matches = matches.and(field("addr", value));
                case "laddr" -> matches = matches.and(field("laddr", value));
                case "user" -> matches = matches.and(field("user", value));
                case "type" -> matches = matches.and(ofType(value));
                case "maxage" -> matches = matches.and(olderThan(value));
                case "skipme" -> skipsAsker = yesOrNo(value);
                default -> throw new Wrong(SYNTAX);
            }
        }
        return new ClientFilter(matches, skipsAsker, false);
    }

    private static Predicate<ClientLine> field(String name, String value) {
        return line -> line.get(name).equals(value);
    }

    private static Predicate<ClientLine> ofId(String value) throws Wrong {
        String error = "ERR client-id should be greater than 0";
        long id = number(value, error);
        if (id <= 0) {
            throw new Wrong(error);
        }
        return line -> line.number("id") == id;
    }

    private static Predicate<ClientLine> olderThan(String value) throws Wrong {
        long seconds = number(value, "ERR maxage is not an integer or out of range");
        if (seconds <= 0) {
            throw new Wrong("ERR maxage should be greater than 0");
        }
        return line -> line.number("age") >= seconds;
    }

    private static Predicate<ClientLine> ofType(String value) throws Wrong {
        String type = value.toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new Wrong("ERR Unknown client type '" + value + "'");
        }
        return line -> line.type().equals(type);
    }

    private static boolean yesOrNo(String value) throws Wrong {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new Wrong(SYNTAX);
        };
    }

    private static long number(String text, String error) throws Wrong {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw new Wrong(error);
        }
    }
}
