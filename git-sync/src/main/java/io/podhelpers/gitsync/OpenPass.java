package io.podhelpers.gitsync;

import io.podhelpers.gitsync.sparse.SparsePatterns;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.transport.FilterSpec;
import org.jspecify.annotations.Nullable;

/// A pass with everything it needs open: the repository and the way to the remote.
///
/// @param pass run as often as it succeeds
record OpenPass(SyncPass pass, LocalRepository repository, RemoteAccess access, TipProbe probe)
        implements AutoCloseable {
    /// Opens what is there, or makes it.
    static OpenPass open(RepositoryConfig config, TokenSource tokens, Gate gate, InstantSource clock)
            throws IOException {
        SourceConfig source = config.source();
        String url = AccessConfig.withoutUserInfo(source.repo());
        Path root = makeRoot(config.layout().root());
        Path link = relocate(config.layout().link(), config.layout().root(), root);
        LocalRepository repository = LocalRepository.open(root.resolve(".git"), false, url, source.settings());
        repository.useDepth(source.depth());
        RemoteAccess access = new RemoteAccess(config.access(), url, tokens);
        boolean groupWrite = config.layout().groupWrite();
        FilterSpec filter = filter(source.filter());
        LargeFiles largeFiles = new LargeFiles(source.lfs(), access);
        PublishedForm form = config.layout().form();
        Submodules submodules =
                new Submodules(source.submodules(), source.depth(), access, form, largeFiles, groupWrite);
        WorktreeFiles files = new WorktreeFiles(form, wanted(source), largeFiles, groupWrite);
        Worktrees worktrees = new Worktrees(root, form, repository, files, submodules);
        worktrees.removeLeftovers();
        LinkPublisher publisher = new LinkPublisher(link);
        publisher.removeLeftovers();
        Reaper reaper = new Reaper(
                repository, worktrees, submodules, config.layout().staleWorktreeTimeout(), source.gc(), clock);
        RemoteRepository remote = new RemoteRepository(repository, url, source.depth(), filter, access);
        TipProbe probe = remote.probe();
        SyncPass pass = new SyncPass(
                new RefRequest(source.ref()),
                config.trust(),
                access,
                probe,
                remote,
                repository,
                worktrees,
                gate,
                publisher,
                reaper,
                clock);
        return new OpenPass(pass, repository, access, probe);
    }

    private static Path makeRoot(Path root) throws IOException {
        Files.createDirectories(Files.exists(root) ? root.toRealPath() : root);
        return root.toRealPath();
    }

    /// The root may be reached through symlinks; what lies below it is addressed by its real path.
    private static Path relocate(Path path, Path root, Path realRoot) {
        return path.startsWith(root) ? realRoot.resolve(root.relativize(path)) : path;
    }

    private static @Nullable FilterSpec filter(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return FilterSpec.fromFilterLine(text);
        } catch (PackProtocolException e) {
            throw new UserError("--filter: '" + text + "' (expected: blob:none, blob:limit=N or tree:N)", e);
        }
    }

    private static TreeListing.PathFilter wanted(SourceConfig source) {
        Path patterns = source.sparseCheckoutFile();
        return patterns == null ? (_, _) -> true : SparsePatterns.read(patterns)::includes;
    }

    @Override
    public void close() {
        probe.close();
        access.close();
        repository.close();
    }
}
