package io.podhelpers.logshipper.config;

import java.util.List;

/// What a file says for one option.
///
/// @param name the option's name without dashes
/// @param values one, or several for options that are repeatable
/// @param line where it stands, from 1
public record Setting(String name, List<String> values, int line) {
    public Setting {
        values = List.copyOf(values);
    }
}
