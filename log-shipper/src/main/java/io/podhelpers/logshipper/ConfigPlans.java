package io.podhelpers.logshipper;

import io.podhelpers.logshipper.config.ConfigFile;
import io.podhelpers.logshipper.config.ConfigFile.Section;
import io.podhelpers.logshipper.config.Setting;
import io.podhelpers.runtime.CommandLineRunner;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// From a configuration file to pipelines: each input with each sink.
///
/// The options of a pipeline are those of its sink's and input's sections, then those of the command line and the
/// environment, then those at the file's top. They are parsed as the command line is.
final class ConfigPlans implements LogShipper.Reread {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    /// Options of the whole program, which no section can have.
    private static final Set<String> ONLY_AT_TOP = Set.of(
            "config",
            "admin-listen-address",
            "unready-when-stalled",
            "verify",
            "one-shot",
            "reclaim",
            "checkpoint-dir",
            "sweep-interval",
            "drain-timeout",
            "drain-quiet",
            "log-level",
            "log-format",
            "help",
            "version");

    private final Path path;
    private final Overrides overrides;

    ConfigPlans(Path path, Overrides overrides) {
        this.path = path;
        this.overrides = overrides;
    }

    @Override
    public List<PipelinePlan> plans() {
        return of(ConfigFile.read(path));
    }

    /// The command with what stands at the file's top.
    ShipperCommand top(ConfigFile file) {
        check(file.top(), Set.of("config", "help", "version"));
        ShipperCommand command = new ShipperCommand();
        parse(command, arguments(file.top(), overrides.given(), List.of()), file.top());
        return command;
    }

    List<PipelinePlan> of(ConfigFile file) {
        top(file);
        Map<String, Section> inputs = named("inputs", file.inputs());
        Map<String, Section> sinks = sinks(file);
        List<Path> own = new ArrayList<>(); // no sink's file is an input of another
        sinks.values()
                .forEach(sink ->
                        own.addAll(options(file, List.of(), sink.settings()).ownFiles()));
        List<PipelinePlan> plans = new ArrayList<>();
        inputs.forEach((inputName, input) ->
                sinks.forEach((sinkName, sink) -> plans.addAll(plans(file, inputName, input, sinkName, sink, own))));
        return distinct(plans);
    }

    private List<PipelinePlan> plans(
            ConfigFile file, String inputName, Section input, String sinkName, Section sink, List<Path> own) {
        List<String> arguments = arguments(merged(file, input.settings(), sink.settings()));
        String suffix = inputName.isEmpty() ? "" : "-" + inputName;
        try {
            return options(file, input.settings(), sink.settings())
                    .plans(kind -> (sinkName.isEmpty() ? kind : sinkName) + suffix, arguments, own);
        } catch (UserError e) {
            throw new UserError(where(e, sink, input) + e.getMessage(), e);
        }
    }

    /// The line of the option that a message begins with, if it has one here.
    private String where(UserError e, Section... sections) {
        String message = String.valueOf(e.getMessage());
        for (Section section : sections) {
            for (Setting setting : section.settings()) {
                if (message.startsWith("--" + setting.name() + ":")) {
                    return path + ":" + setting.line() + ": ";
                }
            }
        }
        return path + ": ";
    }

    private PlanOptions options(ConfigFile file, List<Setting> input, List<Setting> sink) {
        PlanOptions options = new PlanOptions();
        Map<String, List<String>> given = merged(file, input, sink);
        ONLY_AT_TOP.stream().filter(name -> !isPlanOption(name)).forEach(given::remove);
        List<Setting> all = new ArrayList<>(sink);
        all.addAll(input);
        all.addAll(file.top());
        parse(options, arguments(given), all);
        return options;
    }

    private static boolean isPlanOption(String name) {
        return name.equals("checkpoint-dir") || name.equals("sweep-interval") || name.startsWith("drain-");
    }

    private Map<String, List<String>> merged(ConfigFile file, List<Setting> input, List<Setting> sink) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        file.top().forEach(setting -> given.put(setting.name(), setting.values()));
        given.putAll(overrides.given());
        input.forEach(setting -> given.put(setting.name(), setting.values()));
        sink.forEach(setting -> given.put(setting.name(), setting.values()));
        given.remove("name");
        given.remove("config");
        return given;
    }

    private static List<String> arguments(
            List<Setting> top, Map<String, List<String>> overrides, List<Setting> section) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        top.forEach(setting -> given.put(setting.name(), setting.values()));
        given.putAll(overrides);
        section.forEach(setting -> given.put(setting.name(), setting.values()));
        given.remove("config");
        return arguments(given);
    }

    private static List<String> arguments(Map<String, List<String>> given) {
        return given.entrySet().stream()
                .flatMap(option -> option.getValue().stream().map(value -> "--" + option.getKey() + '=' + value))
                .toList();
    }

    private void parse(Object options, List<String> arguments, List<Setting> settings) {
        try {
            CommandLineRunner.parse(options, arguments);
        } catch (UserError e) {
            String message = String.valueOf(e.getMessage());
            for (Setting setting : settings) {
                if (message.contains("--" + setting.name() + "'")) {
                    throw new UserError(path + ":" + setting.line() + ": " + message, e);
                }
            }
            throw new UserError(path + ": " + message, e);
        }
    }

    private Map<String, Section> sinks(ConfigFile file) {
        Map<String, Section> named = new LinkedHashMap<>();
        for (Section section : file.sinks().isEmpty() ? List.of(new Section(List.of(), 0)) : file.sinks()) {
            check(section.settings(), ONLY_AT_TOP);
            String kind = section.settings().stream()
                    .filter(setting -> setting.name().equals("sink"))
                    .map(setting -> String.join(",", setting.values()))
                    .findFirst()
                    .orElse("");
            if (!file.sinks().isEmpty() && (kind.isEmpty() || kind.contains(","))) {
                throw new UserError(path + ":" + section.line() + ": expected 'sink: NAME' in each of the sinks");
            }
            put(named, section, section.name().map(ConfigPlans::only).orElse(kind));
        }
        return named;
    }

    private Map<String, Section> named(String list, List<Section> sections) {
        Map<String, Section> named = new LinkedHashMap<>();
        if (sections.isEmpty()) {
            named.put("", new Section(List.of(), 0));
        }
        for (Section section : sections) {
            check(section.settings(), ONLY_AT_TOP);
            if (section.name().isEmpty() && sections.size() > 1) {
                throw new UserError(path + ":" + section.line() + ": expected 'name: NAME' in each of several " + list
                        + ", checkpoints are kept under it");
            }
            put(named, section, section.name().map(ConfigPlans::only).orElse(""));
        }
        return named;
    }

    private void put(Map<String, Section> named, Section section, String name) {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new UserError(path + ":" + section.line() + ": name: '" + name
                    + "' (expected: letters, digits, '.', '_' and '-')");
        }
        if (named.put(name, section) != null) {
            throw new UserError(path + ":" + section.line() + ": there is another called '" + name
                    + "' (expected: a 'name' of its own)");
        }
    }

    private static String only(Setting setting) {
        return String.join(",", setting.values());
    }

    private void check(List<Setting> settings, Set<String> excluded) {
        for (Setting setting : settings) {
            boolean known = overrides.known().contains(setting.name())
                    || (setting.name().equals("name") && excluded.contains("drain-timeout"));
            if (!known) {
                throw new UserError(path + ":" + setting.line() + ": unknown option '" + setting.name() + "'");
            }
            if (excluded.contains(setting.name())) {
                throw new UserError(path + ":" + setting.line() + ": '" + setting.name() + "' cannot be set here");
            }
        }
    }

    private List<PipelinePlan> distinct(List<PipelinePlan> plans) {
        Set<String> names = new HashSet<>();
        for (PipelinePlan plan : plans) {
            if (!names.add(plan.name())) {
                throw new UserError(path + ": two pipelines are called '" + plan.name()
                        + "' (expected: names that tell inputs and sinks apart)");
            }
        }
        return plans;
    }
}
