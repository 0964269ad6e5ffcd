package io.podhelpers.gitsync;

import io.podhelpers.gitsync.lfs.LfsAccess;
import io.podhelpers.gitsync.lfs.LfsDownloads;
import io.podhelpers.gitsync.lfs.LfsEndpoint;
import io.podhelpers.gitsync.lfs.LfsPointer;
import io.podhelpers.gitsync.lfs.ServerAccess;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// Git LFS: brings the content of files that git only holds pointers to, before they are written.
///
/// Downloads stay in the repository's `lfs` folder until the files are in place, so a pass that fails halfway does not
/// begin again. One thread.
final class LargeFiles {
    /// Whether a file is there already, as its entry has it.
    @FunctionalInterface
    interface InPlace {
        boolean test(IndexEntry entry) throws IOException;
    }

    /// The file of a commit that may name the server.
    static final String CONFIG = ".lfsconfig";

    private static final String FILTER = "filter=lfs";

    private final boolean wanted;
    private final RemoteAccess access;

    /// @param wanted false leaves pointers as they are
    LargeFiles(boolean wanted, RemoteAccess access) {
        this.wanted = wanted;
        this.access = access;
    }

    /// Tells each large file's entry so, and brings the content of those that are not in place.
    void prepare(CommitAttributes attributes, InPlace inPlace, PassLimit limit)
            throws IOException, InterruptedException {
        if (!wanted || !attributes.mention(FILTER)) {
            return;
        }
        Repository repository = attributes.repository();
        LfsDownloads downloads = new LfsDownloads(repository.getDirectory().toPath());
        List<LfsPointer> missing = new ArrayList<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            attributes.visit((entry, said) -> {
                Optional<LfsPointer> pointer =
                        "lfs".equals(said.getValue("filter")) ? LfsPointer.read(reader, entry.id) : Optional.empty();
                if (pointer.isPresent()) {
                    entry.standsFor(pointer.get(), downloads.path(pointer.get()));
                    if (!inPlace.test(entry)) {
                        missing.add(pointer.get());
                    }
                }
            });
        }
        if (!missing.isEmpty()) {
            bring(repository, attributes.commit(), missing, downloads, limit);
        }
    }

    private void bring(
            Repository repository, RevCommit commit, List<LfsPointer> missing, LfsDownloads downloads, PassLimit limit)
            throws IOException, InterruptedException {
        String remote = String.valueOf(repository.getConfig().getString("remote", "origin", "url"));
        try {
            String configured = configuredServer(repository, commit);
            LfsEndpoint endpoint = LfsEndpoint.of(remote, configured);
            LfsAccess handedOut = configured == null ? access.largeFiles(remote, limit) : null;
            ServerAccess servers = access.toLargeFiles(repository.getConfig());
            downloads.bring(missing, endpoint, handedOut, servers, limit::remaining);
        } catch (IOException e) {
            throw new SyncException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable String configuredServer(Repository repository, RevCommit commit) throws IOException {
        try {
            return new BlobBasedConfig(null, repository, commit, CONFIG).getString("lfs", null, "url");
        } catch (FileNotFoundException e) {
            return null;
        } catch (ConfigInvalidException e) {
            throw new IOException("cannot read .lfsconfig of " + commit.name(), e);
        }
    }

    /// The files are in place: what was downloaded for them is needed no more.
    void forgetDownloads(Repository repository) throws IOException {
        Path folder = repository.getDirectory().toPath().resolve("lfs");
        if (wanted && Files.exists(folder)) {
            FileTrees.delete(folder);
        }
    }
}
