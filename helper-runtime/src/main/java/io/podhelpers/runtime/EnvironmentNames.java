package io.podhelpers.runtime;

import java.util.List;
import java.util.Locale;

/// Which environment variables stand for an option; the first that is set wins.
@FunctionalInterface
public interface EnvironmentNames {
    /// The variables of an option, the first of them the documented one.
    ///
    /// @param longName the option's longest name without its dashes, for example `poll-interval`
    List<String> of(String longName);

    /// The house rule: `--poll-interval` is also `PREFIX_POLL_INTERVAL`.
    static EnvironmentNames prefixed(String prefix) {
        return longName -> List.of(prefix + "_" + upperSnake(longName));
    }

    /// `poll-interval` or `web.listen-address` as `POLL_INTERVAL`, `WEB_LISTEN_ADDRESS`.
    static String upperSnake(String longName) {
        return longName.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }
}
