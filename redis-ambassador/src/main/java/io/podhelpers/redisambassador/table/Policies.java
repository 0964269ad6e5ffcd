package io.podhelpers.redisambassador.table;

import java.util.Locale;

/// Request and response policies from a command's tips. Tips that we do not know count as none.
final class Policies {
    private Policies() {}

    static RequestPolicy request(CommandFacts facts) {
        String word = word(facts, "request_policy:");
        for (RequestPolicy policy : RequestPolicy.values()) {
            if (policy.name().equals(word)) {
                return policy;
            }
        }
        return RequestPolicy.DEFAULT;
    }

    static ResponsePolicy response(CommandFacts facts) {
        String word = word(facts, "response_policy:");
        for (ResponsePolicy policy : ResponsePolicy.values()) {
            if (policy.name().equals(word)) {
                return policy;
            }
        }
        return ResponsePolicy.DEFAULT;
    }

    private static String word(CommandFacts facts, String prefix) {
        for (String tip : facts.tips()) {
            if (tip.startsWith(prefix)) {
                return tip.substring(prefix.length()).toUpperCase(Locale.ROOT);
            }
        }
        return "";
    }
}
