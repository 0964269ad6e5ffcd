package io.podhelpers.gitsync;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the remote: it told the tip, and fetches it if asked. One thread.
final class RemoteSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RemoteSession.class);

    private final RemoteRepository remote;
    private final Transport transport;
    private final FetchConnection connection;
    private final PassLimit limit;
    private ObjectId tip = ObjectId.zeroId();

    RemoteSession(RemoteRepository remote, Transport transport, FetchConnection connection, PassLimit limit) {
        this.remote = remote;
        this.transport = transport;
        this.connection = connection;
        this.limit = limit;
    }

    RemoteSession with(ObjectId newTip) {
        tip = newTip;
        return this;
    }

    Map<String, Ref> refs() {
        return connection.getRefsMap();
    }

    /// What the request stands for: a commit or an annotated tag.
    ObjectId tip() {
        return tip;
    }

    /// Fetches the tip with all that belongs to it, and keeps it.
    RevCommit fetch() throws IOException {
        try {
            fetchFrom(connection, want(tip));
        } catch (TransportException e) {
            if (remote.isFiltered() && String.valueOf(e.getMessage()).contains("filter")) {
                return fetchUnfiltered();
            }
            if (!limit.isCancelled() && refusesHash(e)) {
                return fetchEveryBranch(e);
            }
            if (!limit.isCancelled() && Corruption.isIn(e)) {
                return fetchFromNothing(e);
            }
            throw remote.access().explain(remote.url(), e);
        }
        return keep();
    }

    /// The server has no filters: then everything comes.
    private RevCommit fetchUnfiltered() throws IOException {
        Transport unfiltered = remote.open(limit);
        unfiltered.setFilterSpec(FilterSpec.NO_FILTER);
        return fetchBy(unfiltered);
    }

    /// What is here cannot be built upon, or the network damaged what came; either way it all comes once more.
    private RevCommit fetchFromNothing(TransportException damage) throws IOException {
        log.atWarn()
                .addKeyValue("error", damage.toString())
                .log("the local repository cannot be built upon: fetching it again");
        remote.local().forgetEverything();
        try {
            return fetchBy(remote.open(limit));
        } catch (TransportException e) {
            throw remote.access().explain(remote.url(), e);
        }
    }

    private RevCommit fetchBy(Transport another) throws IOException {
        try (FetchConnection again = another.openFetch(List.of(), "HEAD")) {
            fetchFrom(again, want(tip));
            return keep();
        } finally {
            another.close();
        }
    }

    private RevCommit keep() throws IOException {
        RevCommit commit = remote.local().commit(tip);
        remote.local().keep(commit);
        return commit;
    }

    private void fetchFrom(FetchConnection from, Set<Ref> wants) throws IOException {
        from.fetch(limit, wants, Set.of(), OutputStream.nullOutputStream());
        limit.check();
    }

    private static Set<Ref> want(ObjectId id) {
        return Set.of(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id));
    }

    private static boolean refusesHash(TransportException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("not our ref") || message.contains("not valid") || message.contains("unadvertised");
    }

    /// Some servers hand out only what a ref points at: then the commit may still be in the history of one.
    private RevCommit fetchEveryBranch(TransportException refusal) throws IOException {
        Transport everything = remote.open(limit);
        try {
            everything.setDepth((Integer) null);
            try (FetchConnection all = everything.openFetch()) {
                Set<Ref> wants = new HashSet<>(all.getRefs());
                wants.removeIf(ref -> ref.getObjectId() == null);
                fetchFrom(all, distinctTips(wants));
            }
            return keep();
        } catch (MissingObjectException e) {
            throw remote.access().explain(remote.url(), refusal);
        } finally {
            everything.close();
        }
    }

    private static Set<Ref> distinctTips(Set<Ref> refs) {
        Map<ObjectId, Ref> byTip = new HashMap<>();
        refs.forEach(ref -> byTip.putIfAbsent(ref.getObjectId(), ref));
        return new HashSet<>(byTip.values());
    }

    @Override
    public void close() {
        connection.close();
        transport.close();
    }
}
