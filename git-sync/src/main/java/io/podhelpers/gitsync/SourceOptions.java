package io.podhelpers.gitsync;

import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is synced: the repository, the revision, and how much of both.
final class SourceOptions {
    @Option(
            names = "--repo",
            paramLabel = "URL",
            description = "The git repository to sync: http(s), ssh or file. Required.")
    @Nullable
    String repo;

    @Option(
            names = "--ref",
            paramLabel = "REF",
            defaultValue = "HEAD",
            description = "Branch, tag, full hash or full ref name to sync.")
    String ref;

    @Option(
            names = "--depth",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many commits of history to fetch; 0 fetches all.")
    int depth;

    @Option(
            names = "--filter",
            paramLabel = "SPEC",
            description = "Partial clone filter such as blob:none; ignored when the server knows no filters.")
    @Nullable
    String filter;

    @Option(
            names = "--submodules",
            paramLabel = "MODE",
            defaultValue = "recursive",
            description = "Submodules: recursive, shallow (the first level only) or off.")
    String submodules;

    @Option(
            names = "--lfs",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "true",
            converter = GoBoolean.class,
            description = "Bring the content of Git LFS files; false leaves their pointers.")
    boolean lfs;

    @Option(
            names = "--sparse-checkout-file",
            paramLabel = "FILE",
            description = "Check out only the paths that the patterns in this file name.")
    @Nullable
    Path sparseCheckoutFile;

    @Option(
            names = "--git-gc",
            paramLabel = "MODE",
            defaultValue = "always",
            description = "Garbage collection of the local repository: auto, always, aggressive or off.")
    String gitGc;

    @Option(
            names = "--git-config",
            paramLabel = "LIST",
            description = "Git settings as 'key:value,\"key\":\"value\"'; those that JGit knows are honoured.")
    @Nullable
    String gitConfig;

    @Option(
            names = "--git-config-add",
            paramLabel = "LIST",
            description = "Like --git-config, but adds to a key that has a value. May be repeated.")
    @Nullable
    List<String> gitConfigAdd;

    @Option(
            names = "--git",
            paramLabel = "COMMAND",
            description = "Accepted for compatibility and ignored: there is no git binary.")
    @Nullable
    String git;

    @Option(
            names = "--push-url",
            paramLabel = "URL",
            description = "Another URL under which the git host tells of the repository. May be repeated.")
    @Nullable
    List<String> pushUrls;

    SourceConfig toConfig(String effectiveRef, Map<String, String> environment) {
        if (repo == null || repo.isEmpty()) {
            throw new UserError("--repo: missing (expected: the URL of a git repository)");
        }
        if (effectiveRef.isEmpty()) {
            throw new UserError("--ref: '' (expected: a branch, tag, hash or HEAD)");
        }
        List<GitSetting> settings = new ArrayList<>(GitSetting.parseList("--git-config", gitConfig, false));
        for (String added : gitConfigAdd == null ? List.<String>of() : gitConfigAdd) {
            settings.addAll(GitSetting.parseList("--git-config-add", added, true));
        }
        settings.addAll(GitVariables.settings(environment));
        return new SourceConfig(
                repo,
                effectiveRef,
                depth,
                filter,
                Choice.of("--submodules", submodules, SubmoduleMode.class),
                sparseCheckoutFile,
                lfs,
                Choice.of("--git-gc", gitGc, GcMode.class),
                settings,
                pushUrls == null ? List.of() : pushUrls);
    }
}
