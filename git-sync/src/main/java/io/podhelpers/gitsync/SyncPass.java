package io.podhelpers.gitsync;

import io.podhelpers.gitsync.verify.SignaturePolicy;
import io.podhelpers.gitsync.verify.UntrustedRevisionException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pass from the remote's ref to the published link. A first sync, an update, a restart after a crash and a change
/// of
/// options are all this same pass: it looks at what is there and does what is missing. One pass at a time.
final class SyncPass {
    private static final Logger log = LoggerFactory.getLogger(SyncPass.class);

    private final RefRequest request;
    private final @Nullable SignaturePolicy trust;
    private final RemoteAccess access;
    private final TipProbe probe;
    private final RemoteRepository remote;
    private final LocalRepository local;
    private final Worktrees worktrees;
    private final Gate gate;
    private final LinkPublisher link;
    private final Reaper reaper;
    private final InstantSource clock;

    // what the last successful pass left behind
    private @Nullable ObjectId publishedTip;
    private @Nullable WorktreeGuard guard;
    private boolean reapingIsDue = true;

    SyncPass(
            RefRequest request,
            @Nullable SignaturePolicy trust,
            RemoteAccess access,
            TipProbe probe,
            RemoteRepository remote,
            LocalRepository local,
            Worktrees worktrees,
            Gate gate,
            LinkPublisher link,
            Reaper reaper,
            InstantSource clock) {
        this.request = request;
        this.trust = trust;
        this.access = access;
        this.probe = probe;
        this.remote = remote;
        this.local = local;
        this.worktrees = worktrees;
        this.gate = gate;
        this.link = link;
        this.reaper = reaper;
        this.clock = clock;
    }

    /// What a pass that reached its end did.
    sealed interface Outcome {
        String hash();

        /// The link leads to another revision, or to this one for the first time since the start.
        record Published(String hash) implements Outcome {}

        /// Nothing had to be done.
        record Unchanged(String hash) implements Outcome {}
    }

    /// Runs the pass.
    ///
    /// @param newsExpected somebody said that there is something new: no shortcut for nothing new is tried
    /// @throws IOException if it did not reach its end; what was published stays published
    Outcome run(PassLimit limit, boolean newsExpected) throws IOException, InterruptedException {
        access.refresh();
        if (!newsExpected && isUnchanged(limit)) {
            return new Outcome.Unchanged(publishedHash());
        }
        try {
            return publish(revision(limit), limit);
        } catch (IOException | RuntimeException e) {
            // a fetch that failed is explained as a SyncException, and has tried this itself
            if (e instanceof SyncException || !Corruption.isIn(e)) {
                throw e;
            }
            log.atWarn().addKeyValue("error", e.toString()).log("the local repository is damaged: fetching it again");
            local.forgetEverything();
            return publish(revision(limit), limit);
        }
    }

    private boolean isUnchanged(PassLimit limit) throws IOException {
        ObjectId last = publishedTip;
        if (last == null || request.hash().isPresent()) {
            return false;
        }
        return probe.ask(request, limit).filter(last::equals).isPresent() && isPublished(last);
    }

    /// The commit to publish.
    ///
    /// @param commit none if it is published already and nothing is amiss
    private record Revision(
            ObjectId tip, String hash, @Nullable RevCommit commit) {}

    private Revision revision(PassLimit limit) throws IOException {
        Optional<ObjectId> hash = request.hash();
        if (hash.isPresent() && isPublished(hash.get())) {
            return new Revision(hash.get(), publishedHash(), null);
        }
        try (RemoteSession session = remote.connect(request, limit)) {
            ObjectId tip = session.tip();
            if (isPublished(tip)) {
                return new Revision(tip, publishedHash(), null);
            }
            Optional<RevCommit> kept = local.kept(tip);
            RevCommit commit = kept.isPresent() ? kept.get() : session.fetch();
            return new Revision(tip, commit.name(), commit);
        }
    }

    private boolean isPublished(ObjectId tip) throws IOException {
        return tip.equals(publishedTip) && guard != null && guard.isIntact() && link.pointsTo(guard.directory());
    }

    private String publishedHash() throws IOException {
        return link.published().orElse("");
    }

    private Outcome publish(Revision revision, PassLimit limit) throws IOException, InterruptedException {
        RevCommit commit = revision.commit();
        if (commit == null) {
            return new Outcome.Unchanged(revision.hash());
        }
        checkSignature(revision.tip());
        String before = link.published().orElse(null);
        if (remote.isFiltered()) {
            worktrees.complete(commit, remote, limit);
        }
        Worktrees.Worktree worktree = worktrees.ensure(commit, before, limit);
        limit.check();
        boolean changed = !link.pointsTo(worktree.path());
        if (changed) {
            gate.check(revision.hash(), worktree.path());
            link.publish(worktree.path());
            retire(before, revision.hash());
        }
        boolean first = publishedTip == null;
        publishedTip = revision.tip();
        probe.tryAgain();
        guard = new WorktreeGuard(worktree, clock);
        reapingIsDue = true;
        return changed || first ? new Outcome.Published(revision.hash()) : new Outcome.Unchanged(revision.hash());
    }

    private void checkSignature(ObjectId tip) throws IOException {
        if (trust == null) {
            return;
        }
        try {
            trust.check(local.jgit(), tip, request.hash().isPresent() ? null : request.text());
        } catch (UntrustedRevisionException e) {
            throw new SyncException(String.valueOf(e.getMessage()), e);
        }
    }

    private void retire(@Nullable String before, String now) throws IOException {
        if (before != null && !before.equals(now)) {
            reaper.retire(before);
        }
    }

    /// Removes what the last pass made superfluous; a failure is for the log, and tried again.
    void cleanUp(String hash) {
        if (!reapingIsDue) {
            return;
        }
        try {
            reapingIsDue = reaper.reap(hash);
        } catch (IOException | RuntimeException e) {
            log.atWarn().setCause(e).log("cannot clean up old revisions");
        }
    }
}
