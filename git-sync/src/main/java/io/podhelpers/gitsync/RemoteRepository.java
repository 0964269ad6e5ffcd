package io.podhelpers.gitsync;

import io.podhelpers.runtime.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/// The repository on the server: asked for a revision, and for the objects that are missing here.
///
/// One connection does both, so an update costs one round of questions. One thread.
final class RemoteRepository {
    private final LocalRepository local;
    private final String url;
    private final int depth;
    private final @Nullable FilterSpec filter;
    private final RemoteAccess access;

    /// @param depth commits of history, 0 for all
    RemoteRepository(LocalRepository local, String url, int depth, @Nullable FilterSpec filter, RemoteAccess access) {
        this.local = local;
        this.url = url;
        this.depth = depth;
        this.filter = filter;
        this.access = access;
    }

    String url() {
        return url;
    }

    /// Connects and learns what the request stands for now.
    ///
    /// @throws SyncException if the remote cannot be reached, refuses us or has no such ref
    RemoteSession connect(RefRequest request, PassLimit limit) throws IOException {
        Transport transport;
        try {
            transport = open(limit);
        } catch (IOException e) {
            throw access.explain(url, e);
        }
        try {
            String[] prefixes = request.hash().isPresent()
                    ? new String[] {"HEAD"}
                    : request.candidates().toArray(new String[0]);
            RemoteSession session = new RemoteSession(this, transport, transport.openFetch(List.of(), prefixes), limit);
            return session.with(tip(request, session));
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw access.explain(url, e);
        }
    }

    private ObjectId tip(RefRequest request, RemoteSession session) throws SyncException {
        Optional<ObjectId> hash = request.hash();
        if (hash.isPresent()) {
            return hash.get();
        }
        return request.find(session.refs())
                .map(Ref::getObjectId)
                .orElseThrow(() ->
                        new SyncException("couldn't find remote ref " + request.text() + " in " + Secrets.redact(url)));
    }

    Transport open(PassLimit limit) throws IOException {
        try {
            Transport transport = Transport.open(local.jgit(), uri());
            transport.setTimeout(limit.seconds());
            if (depth > 0) {
                transport.setDepth(depth);
            }
            if (filter != null) {
                transport.setFilterSpec(filter);
            }
            access.apply(transport, local.jgit().getConfig());
            return transport;
        } catch (URISyntaxException e) {
            throw new SyncException("not a URL: " + Secrets.redact(url), e);
        }
    }

    /// The shortcut for a pass that finds nothing new.
    TipProbe probe() {
        Config config = local.jgit().getConfig();
        return TipProbe.of(config, access, UrlRewrite.apply(config, url));
    }

    private URIish uri() throws URISyntaxException {
        return new URIish(UrlRewrite.apply(local.jgit().getConfig(), url));
    }

    boolean isFiltered() {
        return filter != null;
    }

    /// Fetches what a filtered fetch left out, all in one request.
    void complete(Set<ObjectId> missing, PassLimit limit) throws IOException {
        // without refs of its own, because the server leaves out what belongs to a commit that we say we have
        try (Repository refless = local.withoutRefs();
                Transport transport = Transport.open(refless, uri())) {
            transport.setTimeout(limit.seconds());
            access.apply(transport, local.jgit().getConfig());
            try (FetchConnection connection = transport.openFetch(List.of(), "HEAD")) {
                Set<Ref> wants = missing.stream()
                        .map(id -> new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id))
                        .collect(Collectors.toSet());
                connection.fetch(limit, wants, Set.of(), OutputStream.nullOutputStream());
            }
            limit.check();
        } catch (URISyntaxException | TransportException e) {
            throw access.explain(url, e);
        }
    }

    LocalRepository local() {
        return local;
    }

    RemoteAccess access() {
        return access;
    }
}
