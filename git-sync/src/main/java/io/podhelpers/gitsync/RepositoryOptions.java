package io.podhelpers.gitsync;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/// The options of one repository: those of the command line, and those that an entry of a `--config` file may have.
final class RepositoryOptions {
    private static final Logger log = LoggerFactory.getLogger(RepositoryOptions.class);

    @Mixin
    private SourceOptions source;

    @Mixin
    private LayoutOptions layout;

    @Mixin
    private ScheduleOptions schedule;

    @Mixin
    private HookOptions hooks;

    @Mixin
    private AccessOptions access;

    @Mixin
    private VerifyOptions verify;

    @Mixin
    private LegacyOptions legacy;

    /// @param name of an entry, empty for the command line
    /// @param spec of the command that these options were parsed for
    RepositoryConfig toConfig(String name, boolean oneTime, Map<String, String> environment, CommandSpec spec) {
        legacy.check();
        SourceConfig checkedSource = source.toConfig(legacy.ref(source.ref), environment);
        if (source.git != null) {
            log.atWarn().log("--git is ignored: there is no git binary");
        }
        String repo = AccessConfig.withoutUserInfo(checkedSource.repo());
        return new RepositoryConfig(
                name,
                checkedSource,
                layout.toConfig(repo, legacy.link(layout.link), name),
                schedule.toConfig(legacy, oneTime),
                hooks.toConfig(legacy.exechook(hooks.exechookCommand)),
                access.toConfig(
                        checkedSource.repo(), environment, legacy.password(isOnCommandLine(spec, "--password"))),
                verify.toPolicy());
    }

    private static boolean isOnCommandLine(CommandSpec spec, String option) {
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        return parsed != null && parsed.hasMatchedOption(option);
    }
}
