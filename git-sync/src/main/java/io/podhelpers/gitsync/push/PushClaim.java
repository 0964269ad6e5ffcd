package io.podhelpers.gitsync.push;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a request's headers say: who sends it, what about, and the proof.
///
/// @param sender the kind of git host
/// @param event the host's name of the event, empty if it has none
/// @param delivery the host's id of the delivery, or null
/// @param timestamp the plain form's time in seconds, or null
/// @param proof what shows that the sender knows the secret
record PushClaim(
        Sender sender,
        String event,
        @Nullable String delivery,
        @Nullable String timestamp,
        PushProof proof) {
    enum Sender {
        GITEA,
        GITHUB,
        GITLAB,
        PLAIN
    }

    private static final String SHA256 = "sha256=";

    /// Gitea and its relatives also send GitHub's headers, for receivers that know only those; their own come first.
    private static final List<String> GITEA_KINDS = List.of("X-Gitea-", "X-Forgejo-", "X-Gogs-");

    /// Reads the headers; empty if there is no proof of any kind.
    static Optional<PushClaim> of(Function<String, @Nullable String> headers) {
        for (String kind : GITEA_KINDS) {
            String signature = given(headers, kind + "Signature");
            if (signature != null) {
                return Optional.of(new PushClaim(
                        Sender.GITEA, event(headers, kind + "Event"), null, null, hmac(signature, "", "")));
            }
        }
        String hub = given(headers, "X-Hub-Signature-256");
        if (hub != null) {
            return Optional.of(
                    new PushClaim(Sender.GITHUB, event(headers, "X-GitHub-Event"), null, null, hmac(hub, SHA256, "")));
        }
        String token = given(headers, "X-Gitlab-Token");
        if (token != null) {
            PushProof proof = new PushProof.Token(token);
            String delivery = given(headers, "X-Gitlab-Event-UUID");
            return Optional.of(new PushClaim(Sender.GITLAB, event(headers, "X-Gitlab-Event"), delivery, null, proof));
        }
        String plain = given(headers, "X-Podhelpers-Signature-256");
        if (plain != null) {
            String time = given(headers, "X-Podhelpers-Timestamp");
            PushProof proof = hmac(plain, SHA256, time == null ? "" : time + ".");
            return Optional.of(new PushClaim(Sender.PLAIN, "", null, time, proof));
        }
        return Optional.empty();
    }

    /// What tells this delivery from every other, or null if nothing does: the signature, since it covers the body and
    /// only the host can make it.
    @Nullable
    String identity() {
        return switch (proof) {
            case PushProof.Token _ -> delivery;
            case PushProof.Hmac hmac -> sender == Sender.PLAIN && timestamp == null ? null : hmac.hex();
        };
    }

    private static @Nullable String given(Function<String, @Nullable String> headers, String name) {
        String value = headers.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String event(Function<String, @Nullable String> headers, String name) {
        String value = given(headers, name);
        return value == null ? "" : value;
    }

    private static PushProof hmac(String text, String form, String signedPrefix) {
        String hex = text.startsWith(form) ? text.substring(form.length()) : ""; // equal to no HMAC
        return new PushProof.Hmac(hex.toLowerCase(Locale.ROOT), signedPrefix);
    }
}
