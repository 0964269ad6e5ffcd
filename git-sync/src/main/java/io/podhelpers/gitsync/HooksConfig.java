package io.podhelpers.gitsync;

import io.podhelpers.runtime.Durations;
import io.podhelpers.runtime.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Who is told of an update; each is optional.
///
/// @param gate asked before publishing; its veto keeps the old revision
record HooksConfig(
        @Nullable Command exechook,
        @Nullable Command prePublish,
        @Nullable Command gate,
        @Nullable WebCall webhook) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /// A program to run.
    ///
    /// @param option the option it came from, without `-command`
    record Command(String option, String path, Duration timeout, Duration backoff) {
        Command {
            atLeastASecond(option + "-timeout", timeout);
            atLeastASecond(option + "-backoff", backoff);
        }
    }

    /// An HTTP request to make.
    ///
    /// @param successStatus the status that means success, 0 or -1 for any
    record WebCall(String url, String method, int successStatus, Duration timeout, Duration backoff) {
        WebCall {
            checkUrl(url);
            if (successStatus < -1 || successStatus > 599) {
                throw new UserError(
                        "--webhook-success-status: " + successStatus + " (expected: an HTTP status, or 0 for any)");
            }
            atLeastASecond("--webhook-timeout", timeout);
            atLeastASecond("--webhook-backoff", backoff);
        }

        private static void checkUrl(String url) {
            try {
                URI uri = new URI(url);
                if (uri.getHost() != null
                        && uri.getScheme() != null
                        && uri.getScheme().startsWith("http")) {
                    return;
                }
            } catch (URISyntaxException e) {
                throw new UserError("--webhook-url: not a URL (expected: http://host/path or https)", e);
            }
            throw new UserError(
                    "--webhook-url: " + url.replaceFirst("(?<=://).*", "…") + " (expected: an http or https URL)");
        }
    }

    private static void atLeastASecond(String option, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new UserError(option + ": " + Durations.format(duration) + " (expected: at least 1s)");
        }
    }
}
