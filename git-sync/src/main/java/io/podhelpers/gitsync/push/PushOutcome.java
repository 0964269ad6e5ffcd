package io.podhelpers.gitsync.push;

import java.util.Locale;

/// What became of one request to the push listener; each is counted under its [#label].
public enum PushOutcome {
    /// Ours and proven: a pass is wanted.
    ACCEPTED(202),
    /// GitHub asks whether somebody listens.
    PING(204),
    /// Proven, but not about a push.
    OTHER_EVENT(204),
    /// A push to a repository that is not synced here.
    OTHER_REPOSITORY(204),
    /// A push to another branch or tag.
    OTHER_REF(204),
    /// The branch or tag was deleted: what is published stays.
    DELETED(204),
    /// Proven and ours, but the same delivery was accepted before.
    REPLAYED(204),
    /// Proven, but not the JSON or form that the host documents.
    MALFORMED(400),
    /// The client left, or was cut off, before its body ended.
    ABORTED(400),
    /// Neither signature nor token.
    UNSIGNED(401),
    /// A signature or token of somebody who does not know the secret.
    WRONG_SIGNATURE(403),
    /// A plain push whose timestamp is too far from now.
    STALE(403),
    /// Not a POST.
    WRONG_METHOD(405),
    /// The body is longer than the limit.
    TOO_LARGE(413),
    /// More requests a second than the limit.
    RATE_LIMITED(429),
    /// Too many requests at the same time.
    BUSY(429),
    /// The secret's file cannot be read: nothing can be proven.
    NO_SECRET(503);

    private final int status;

    PushOutcome(int status) {
        this.status = status;
    }

    /// The HTTP status of the answer.
    public int status() {
        return status;
    }

    /// The value of the metric's label: `wrong_signature`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the sender was turned away.
    public boolean isRefusal() {
        return status >= 400;
    }
}
