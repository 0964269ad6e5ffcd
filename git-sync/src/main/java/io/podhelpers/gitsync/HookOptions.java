package io.podhelpers.gitsync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who is told of an update.
final class HookOptions {
    @Option(
            names = "--exechook-command",
            paramLabel = "FILE",
            description = "Command to run after each update, without arguments, in the new worktree.")
    @Nullable
    String exechookCommand;

    @Option(
            names = "--exechook-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long --exechook-command may take.")
    Duration exechookTimeout;

    @Option(
            names = "--exechook-backoff",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "How long to wait before running a failed command again.")
    Duration exechookBackoff;

    @Option(
            names = "--pre-publish-exechook-command",
            paramLabel = "FILE",
            description = "Command to run before an update is published; it does not hold the update up.")
    @Nullable
    String prePublishCommand;

    @Option(
            names = "--pre-publish-exechook-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long that command may take.")
    Duration prePublishTimeout;

    @Option(
            names = "--pre-publish-exechook-backoff",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "How long to wait before running that command again when it failed.")
    Duration prePublishBackoff;

    @Option(
            names = "--publish-gate-command",
            paramLabel = "FILE",
            description =
                    "Command to run in the new worktree before it is published; a failure keeps the old revision.")
    @Nullable
    String publishGateCommand;

    @Option(
            names = "--publish-gate-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long the gate may take.")
    Duration publishGateTimeout;

    @Option(names = "--webhook-url", paramLabel = "URL", description = "URL to call after each update.")
    @Nullable
    String webhookUrl;

    @Option(
            names = "--webhook-method",
            paramLabel = "METHOD",
            defaultValue = "POST",
            description = "HTTP method of the call to --webhook-url.")
    String webhookMethod;

    @Option(
            names = "--webhook-success-status",
            paramLabel = "STATUS",
            defaultValue = "200",
            description = "HTTP status that means success; 0 or -1 takes any.")
    int webhookSuccessStatus;

    @Option(
            names = "--webhook-timeout",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "How long the call to --webhook-url may take.")
    Duration webhookTimeout;

    @Option(
            names = "--webhook-backoff",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "How long to wait before a failed call is made again.")
    Duration webhookBackoff;

    HooksConfig toConfig(@Nullable String effectiveExechook) {
        return new HooksConfig(
                command("--exechook", effectiveExechook, exechookTimeout, exechookBackoff),
                command("--pre-publish-exechook", prePublishCommand, prePublishTimeout, prePublishBackoff),
                command("--publish-gate", publishGateCommand, publishGateTimeout, Duration.ofSeconds(1)),
                webhookUrl == null || webhookUrl.isEmpty()
                        ? null
                        : new HooksConfig.WebCall(
                                webhookUrl, webhookMethod, webhookSuccessStatus, webhookTimeout, webhookBackoff));
    }

    private static HooksConfig.@Nullable Command command(
            String option, @Nullable String path, Duration timeout, Duration backoff) {
        return path == null || path.isEmpty() ? null : new HooksConfig.Command(option, path, timeout, backoff);
    }
}
