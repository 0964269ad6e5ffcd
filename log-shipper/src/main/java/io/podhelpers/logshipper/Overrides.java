package io.podhelpers.logshipper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// What was given on the command line or by variables, by the options' names: it beats what a file says for all.
///
/// @param known the names of all options
record Overrides(Map<String, List<String>> given, List<String> known) {
    static Overrides of(CommandSpec spec) throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        Map<String, List<String>> given = new LinkedHashMap<>();
        List<String> known = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            String name = option.longestName().substring(2);
            known.add(name);
            if (parsed.hasMatchedOption(option)) {
                given.put(name, parsed.matchedOption(option.longestName()).originalStringValues());
            } else {
                String variable = spec.defaultValueProvider().defaultValue(option);
                if (variable != null) {
                    given.put(name, List.of(variable));
                }
            }
        }
        return new Overrides(given, known);
    }
}
