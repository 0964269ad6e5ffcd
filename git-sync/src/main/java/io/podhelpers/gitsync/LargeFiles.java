package io.podhelpers.gitsync;

import io.podhelpers.gitsync.lfs.LfsAccess;
import io.podhelpers.gitsync.lfs.LfsDownloads;
import io.podhelpers.gitsync.lfs.LfsEndpoint;
import io.podhelpers.gitsync.lfs.LfsPaths;
import io.podhelpers.gitsync.lfs.LfsPointer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.ObjectId;
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

    private final boolean wanted;
    private final RemoteAccess access;

    /// @param wanted false leaves pointers as they are
    LargeFiles(boolean wanted, RemoteAccess access) {
        this.wanted = wanted;
        this.access = access;
    }

    /// Tells each large file's entry so, and brings the content of those that are not in place.
    void prepare(
            Repository repository,
            RevCommit commit,
            PublishedForm form,
            List<IndexEntry> entries,
            InPlace inPlace,
            PassLimit limit)
            throws IOException, InterruptedException {
        if (!wanted || !mayBeUsed(repository, form, entries)) {
            return;
        }
        Map<String, LfsPointer> pointers = LfsPaths.of(repository, commit.getTree());
        LfsDownloads downloads = new LfsDownloads(repository.getDirectory().toPath());
        List<LfsPointer> missing = new ArrayList<>();
        for (IndexEntry entry : entries) {
            LfsPointer pointer = pointers.get(form.inRepository(entry.path));
            if (pointer != null && !entry.skipped) {
                entry.standsFor(pointer, downloads.path(pointer));
                if (!inPlace.test(entry)) {
                    missing.add(pointer);
                }
            }
        }
        if (!missing.isEmpty()) {
            bring(repository, commit, missing, downloads, limit);
        }
    }

    private static boolean mayBeUsed(Repository repository, PublishedForm form, List<IndexEntry> entries)
            throws IOException {
        if (!form.subdirectory().isEmpty()) {
            return true; // the attributes of the folders above may name some
        }
        List<ObjectId> attributes = entries.stream()
                .filter(entry -> entry.path.equals(".gitattributes") || entry.path.endsWith("/.gitattributes"))
                .filter(entry -> !entry.isSymlink() && !entry.isSubmodule())
                .map(entry -> entry.id)
                .toList();
        if (attributes.isEmpty()) {
            return false;
        }
        try (ObjectReader reader = repository.newObjectReader()) {
            return LfsPaths.mayBeUsed(reader, attributes);
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
            downloads.bring(missing, endpoint, handedOut, access::login, limit::remaining);
        } catch (IOException e) {
            throw new SyncException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable String configuredServer(Repository repository, RevCommit commit) throws IOException {
        try {
            return new BlobBasedConfig(null, repository, commit, ".lfsconfig").getString("lfs", null, "url");
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
