package io.podhelpers.gitsync.push;

import io.podhelpers.gitsync.json.MalformedJson;
import io.podhelpers.runtime.Secrets;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides about one request: `limits → claim → body (read once, signed in passing) → proof → event → target`.
///
/// The payload is read as a stream while it is signed, so a body of any allowed length costs a few kilobytes; nothing
/// that was read is looked at before the proof holds. Any thread.
final class PushDesk {
    private static final Logger log = LoggerFactory.getLogger(PushDesk.class);
    private static final int MOST_AT_ONCE = 64;
    private static final int BURST_SECONDS = 10;
    private static final int REMEMBERED_DELIVERIES = 1024;
    private static final Duration REPLAY_WINDOW = Duration.ofHours(1);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Set<String> GITLAB_PUSH_KINDS = Set.of("push", "tag_push");

    private final PushConfig config;
    private final List<PushTarget> targets;
    private final InstantSource clock;
    private final TokenBucket bucket;
    private final ReplayWindow replays;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    PushDesk(PushConfig config, List<PushTarget> targets, InstantSource clock) {
        this.config = config;
        this.targets = List.copyOf(targets);
        this.clock = clock;
        this.bucket =
                new TokenBucket(config.requestsPerSecond(), (double) config.requestsPerSecond() * BURST_SECONDS, clock);
        this.replays = new ReplayWindow(REPLAY_WINDOW, REMEMBERED_DELIVERIES, clock);
    }

    PushOutcome decide(PushRequest request) {
        Instant received = clock.instant();
        if (!request.method().equals("POST")) {
            return PushOutcome.WRONG_METHOD;
        }
        if (!bucket.take()) {
            return PushOutcome.RATE_LIMITED;
        }
        if (request.contentLength() > config.bodyLimit().bytes()) {
            return PushOutcome.TOO_LARGE;
        }
        Optional<PushClaim> claim = PushClaim.of(request.headers());
        if (claim.isEmpty()) {
            return PushOutcome.UNSIGNED;
        }
        if (!places.tryAcquire()) {
            return PushOutcome.BUSY;
        }
        try {
            return decide(request, claim.get(), received);
        } finally {
            places.release();
        }
    }

    private PushOutcome decide(PushRequest request, PushClaim claim, Instant received) {
        List<String> secrets;
        try {
            secrets = secrets();
        } catch (UserError e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("cannot check pushes");
            return PushOutcome.NO_SECRET;
        }
        PushProof.Check check = new PushProof.Check(secrets, claim.proof());
        PushEvent event;
        try {
            event = read(new PushBody(request.body(), config.bodyLimit().bytes(), check), request, claim);
        } catch (PushBody.TooLargeException e) {
            return PushOutcome.TOO_LARGE;
        } catch (IOException e) {
            log.atDebug().setCause(e).log("a push ended early");
            return PushOutcome.ABORTED;
        }
        if (!check.proves(claim.proof())) {
            return PushOutcome.WRONG_SIGNATURE;
        }
        return claim.sender() == PushClaim.Sender.PLAIN
                ? acceptPlain(claim, received)
                : acceptFromHost(claim, event, received);
    }

    private List<String> secrets() {
        List<String> secrets = config.secretFiles().stream()
                .map(file -> Secrets.read("--push-secret-file", file).strip())
                .filter(secret -> !secret.isEmpty())
                .toList();
        if (secrets.isEmpty()) {
            throw new UserError(
                    "--push-secret-file: " + config.secretFiles() + " (expected: a file that is not empty)");
        }
        return secrets;
    }

    /// Reads the whole body; null where there is no event in it.
    private static @Nullable PushEvent read(PushBody body, PushRequest request, PushClaim claim) throws IOException {
        try {
            if (isPush(claim)) {
                InputStream payload = request.isForm() ? new FormPayload(body) : body;
                return PushEvent.read(payload);
            }
        } catch (MalformedJson | FormPayload.BrokenFormException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("a push is malformed");
        } finally {
            body.drain();
        }
        return null;
    }

    private static boolean isPush(PushClaim claim) {
        return switch (claim.sender()) {
            case GITEA, GITHUB -> claim.event().equals("push");
            case GITLAB -> Set.of("Push Hook", "Tag Push Hook", "System Hook").contains(claim.event());
            case PLAIN -> false;
        };
    }

    private PushOutcome acceptPlain(PushClaim claim, Instant received) {
        String timestamp = claim.timestamp();
        if (timestamp != null) {
            if (!timestamp.matches("\\d{1,12}")) {
                return PushOutcome.MALFORMED;
            }
            Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), received);
            if (age.abs().compareTo(CLOCK_TOLERANCE) > 0) {
                return PushOutcome.STALE;
            }
        }
        return accept(targets, claim, received);
    }

    private PushOutcome acceptFromHost(PushClaim claim, @Nullable PushEvent event, Instant received) {
        if (claim.event().equals("ping")) {
            return PushOutcome.PING;
        }
        if (!isPush(claim)) {
            return PushOutcome.OTHER_EVENT;
        }
        if (event == null) {
            return PushOutcome.MALFORMED;
        }
        String kind = event.kind();
        if (claim.sender() == PushClaim.Sender.GITLAB && kind != null && !GITLAB_PUSH_KINDS.contains(kind)) {
            return PushOutcome.OTHER_EVENT;
        }
        String pushed = event.ref();
        if (pushed == null || event.repositories().isEmpty()) {
            return PushOutcome.MALFORMED;
        }
        return acceptPush(claim, event, pushed, received);
    }

    private PushOutcome acceptPush(PushClaim claim, PushEvent event, String pushed, Instant received) {
        List<PushTarget> here =
                targets.stream().filter(target -> target.isAt(event)).toList();
        if (here.isEmpty()) {
            return PushOutcome.OTHER_REPOSITORY;
        }
        List<PushTarget> following =
                here.stream().filter(target -> target.follows(pushed, event)).toList();
        if (following.isEmpty()) {
            return PushOutcome.OTHER_REF;
        }
        return event.deleted() ? PushOutcome.DELETED : accept(following, claim, received);
    }

    private PushOutcome accept(List<PushTarget> wanted, PushClaim claim, Instant received) {
        String identity = claim.identity();
        if (identity != null && !replays.isFirst(identity)) {
            return PushOutcome.REPLAYED;
        }
        wanted.forEach(target -> target.wantPass(received));
        return PushOutcome.ACCEPTED;
    }
}
