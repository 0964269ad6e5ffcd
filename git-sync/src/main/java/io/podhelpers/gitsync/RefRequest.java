package io.podhelpers.gitsync;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/// What the user asked for, and which of the remote's refs that is.
///
/// @param text a full hash, `HEAD`, a full ref name or a short one
record RefRequest(String text) {
    /// A full hash names its commit without asking the remote.
    Optional<ObjectId> hash() {
        return ObjectId.isId(text) ? Optional.of(ObjectId.fromString(text)) : Optional.empty();
    }

    /// The names that it may stand for, in git's order of precedence.
    List<String> candidates() {
        return text.equals("HEAD")
                ? List.of("HEAD")
                : List.of(text, "refs/" + text, "refs/tags/" + text, "refs/heads/" + text, "refs/remotes/" + text);
    }

    /// The ref of the remote that is meant.
    Optional<Ref> find(Map<String, Ref> advertised) {
        return candidates().stream()
                .map(advertised::get)
                .filter(ref -> ref != null && ref.getObjectId() != null)
                .findFirst();
    }
}
