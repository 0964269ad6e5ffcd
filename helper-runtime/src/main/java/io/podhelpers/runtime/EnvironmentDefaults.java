package io.podhelpers.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Gives each option the value of its environment variable: the command line beats the environment beats the declared
/// default.
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final EnvironmentNames names;
    private final Map<String, String> environment;

    EnvironmentDefaults(EnvironmentNames names, Map<String, String> environment) {
        this.names = names;
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? value(option) : null;
    }

    private @Nullable String value(OptionSpec option) {
        return variables(option).stream()
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /// The variables of an option; none for `--help` and `--version`.
    List<String> variables(OptionSpec option) {
        if (option.usageHelp() || option.versionHelp()) {
            return List.of();
        }
        return names.of(option.longestName().replaceFirst("^-+", ""));
    }
}
