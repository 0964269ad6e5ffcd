package io.podhelpers.gitsync;

import io.podhelpers.gitsync.push.PushConfig;
import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who may ask for a pass over HTTP.
final class PushOptions {
    @Option(
            names = "--push-listen",
            paramLabel = "ADDRESS",
            description =
                    "Sync at once on signed webhooks of GitHub, GitLab, Gitea or curl that come here, for example :8080.")
    @Nullable
    ListenAddress listen;

    @Option(
            names = "--push-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that signs the webhooks; several secrets while it is being changed.")
    @Nullable
    List<Path> secretFiles;

    @Option(
            names = "--push-body-limit",
            paramLabel = "SIZE",
            defaultValue = "25Mi",
            description = "The longest request body that --push-listen reads.")
    ByteSize bodyLimit;

    @Option(
            names = "--push-rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "Requests that are taken a second, ten times as many in a burst.")
    int rate;

    @Nullable
    PushConfig toConfig() {
        if (listen == null) {
            if (secretFiles != null) {
                throw new UserError("--push-secret-file: no --push-listen (expected: an address to listen on)");
            }
            return null;
        }
        return new PushConfig(listen, secretFiles == null ? List.of() : secretFiles, bodyLimit, rate);
    }
}
