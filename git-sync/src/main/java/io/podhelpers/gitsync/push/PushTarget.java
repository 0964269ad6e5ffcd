package io.podhelpers.gitsync.push;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One synced repository as pushes know it. Any thread.
public final class PushTarget {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private final Set<RepositoryName> names;
    private final String ref;
    private final Consumer<Instant> passWanted;

    /// @param urls the URL it is fetched from, and others under which the git host tells of it
    /// @param ref what is synced: a branch, a tag, a full ref, HEAD or a commit
    /// @param passWanted told of each accepted push, with the time at which it came; must return at once (set
    ///     a flag, wake somebody): passes are the sync loop's business, and any number of pushes may end in one
    public PushTarget(List<String> urls, String ref, Consumer<Instant> passWanted) {
        this.names = urls.stream().map(RepositoryName::of).collect(Collectors.toUnmodifiableSet());
        this.ref = ref;
        this.passWanted = passWanted;
    }

    boolean isAt(PushEvent event) {
        return event.repositories().stream().anyMatch(names::contains);
    }

    /// Whether a push of that ref can change what this target publishes.
    boolean follows(String pushed, PushEvent event) {
        if (ref.equals("HEAD")) {
            return event.defaultBranch() == null || pushed.equals("refs/heads/" + event.defaultBranch());
        }
        if (COMMIT.matcher(ref).matches()) {
            return true; // a commit that was missing may have come with any ref
        }
        return pushed.equals(ref)
                || pushed.equals("refs/heads/" + ref)
                || pushed.equals("refs/tags/" + ref)
                || pushed.equals("refs/" + ref);
    }

    void wantPass(Instant received) {
        passWanted.accept(received);
    }
}
