package io.podhelpers.gitsync.push;

import io.podhelpers.runtime.ByteSize;
import io.podhelpers.runtime.ListenAddress;
import io.podhelpers.runtime.UserError;
import java.nio.file.Path;
import java.util.List;

/// How the push listener is set up.
///
/// @param listen where it listens
/// @param secretFiles each holds one secret; any of them proves a push, so that a secret can be changed without a gap
/// @param bodyLimit the longest body that is read; GitHub sends up to 25 MB
/// @param requestsPerSecond how many requests are taken a second, proven or not; ten times as many in a burst
public record PushConfig(ListenAddress listen, List<Path> secretFiles, ByteSize bodyLimit, int requestsPerSecond) {
    public PushConfig {
        secretFiles = List.copyOf(secretFiles);
        if (secretFiles.isEmpty()) {
            throw new UserError("--push-listen: no --push-secret-file (expected: a file with the webhook's secret)");
        }
        if (bodyLimit.bytes() < 1) {
            throw new UserError("--push-body-limit: " + bodyLimit + " (expected: at least 1)");
        }
        if (requestsPerSecond < 1) {
            throw new UserError("--push-rate: " + requestsPerSecond + " (expected: at least 1)");
        }
    }
}
