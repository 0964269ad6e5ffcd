package io.podhelpers.logshipper;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.podhelpers.logshipper.filter.FilterSettings;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options about which lines are shipped and what is added to or taken from them; a picocli mixin.
@SuppressWarnings("unused") // the fields are set by picocli
final class FilterOptions {
    @Option(
            names = "--keep",
            paramLabel = "FIELD=REGEX",
            description = "Ship only lines whose field matches; the field 'line' is the whole line. Repeatable, all"
                    + " must match.")
    private @Nullable List<String> keep;

    @Option(
            names = "--drop",
            paramLabel = "FIELD=REGEX",
            description = "Do not ship lines whose field matches, such as url.path=^/healthz$. Repeatable.")
    private @Nullable List<String> drop;

    @Option(
            names = "--sample",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "Ship only this share of the lines, such as 0.1; the same lines again after a restart.")
    private double sample;

    @Option(
            names = "--sample-of",
            paramLabel = "FIELD=REGEX",
            description = "Sample only lines whose field matches, such as http.response.status_code=^2; all others are"
                    + " shipped. Repeatable, all must match.")
    private @Nullable List<String> sampleOf;

    @Option(
            names = "--rate-limit",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "Ship at most so many lines a second to each sink and drop the others, also of a backlog;"
                    + " 0: no limit.")
    private int rateLimit;

    @Option(
            names = "--anonymize-ip",
            description = "Set the last octet of IPv4 addresses, and all behind the first 48 bits of IPv6 addresses, to"
                    + " zero: in client.address, x-forwarded-for, body, nginx.upstream and nginx.extra.")
    private boolean anonymizeIp;

    @Option(
            names = "--redact-query",
            paramLabel = "NAME",
            split = ",",
            description = "Write * over the values of these parameters in query strings, anywhere in a line; * for all."
                    + " Repeatable.")
    private @Nullable List<String> redactQuery;

    @Option(
            names = "--redact",
            paramLabel = "FIELD=REGEX",
            description = "Write * over what matches in the field; the field 'line' is the whole line. Repeatable.")
    private @Nullable List<String> redact;

    @Option(
            names = "--label",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "Field to add to each record, such as k8s.pod.name=web-0. Repeatable.")
    private @Nullable List<String> labels;

    @Option(
            names = "--label-env",
            paramLabel = "NAME=VARIABLE",
            split = ",",
            description = "Field to add with the value of an environment variable, such as k8s.node.name=NODE_NAME."
                    + " Repeatable.")
    private @Nullable List<String> labelVariables;

    @Option(
            names = "--label-file",
            paramLabel = "NAME=FILE",
            split = ",",
            description = "Field to add with the first line of a file, such as one of a downward API volume."
                    + " Repeatable.")
    private @Nullable List<String> labelFiles;

    /// @throws UserError if a label's variable or file is not there
    FilterSettings settings() {
        return new FilterSettings(
                orEmpty(keep),
                orEmpty(drop),
                sample,
                orEmpty(sampleOf),
                rateLimit,
                anonymizeIp,
                orEmpty(redactQuery),
                orEmpty(redact),
                labels());
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private Map<String, String> labels() {
        Map<String, String> map = new LinkedHashMap<>();
        put(map, "--label", "NAME=VALUE", labels, (_, value) -> value);
        put(map, "--label-env", "NAME=VARIABLE", labelVariables, FilterOptions::variable);
        put(map, "--label-file", "NAME=FILE", labelFiles, FilterOptions::firstLine);
        return map;
    }

    private static void put(
            Map<String, String> map,
            String option,
            String form,
            @Nullable List<String> pairs,
            BiFunction<String, String, String> value) {
        for (String pair : orEmpty(pairs)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new UserError(option + ": '" + pair + "' (expected: " + form + ")");
            }
            map.put(pair.substring(0, equals), value.apply(option, pair.substring(equals + 1)));
        }
    }

    private static String variable(String option, String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new UserError(option + ": no environment variable " + name);
        }
        return value;
    }

    private static String firstLine(String option, String file) {
        try {
            return Files.readString(Path.of(file), UTF_8).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new UserError(option + ": cannot read " + file, e);
        }
    }
}
