package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// `root/.worktrees` or, of another form, `root/.content`: a directory for each revision, named by its hash.
///
/// A worktree is filled under a temporary name and appears whole; one that is already there is mended in place, since
/// it
/// may be the published one. One thread.
final class Worktrees {
    private static final String UNFINISHED = ".new-";
    private static final String DISCARDED = ".old-";

    private final Path root;
    private final PublishedForm form;
    private final Path directory;
    private final LocalRepository repository;
    private final WorktreeFiles files;
    private final Submodules submodules;

    Worktrees(Path root, PublishedForm form, LocalRepository repository, WorktreeFiles files, Submodules submodules) {
        this.root = root;
        this.form = form;
        this.directory = form.directory(root);
        this.repository = repository;
        this.files = files;
        this.submodules = submodules;
    }

    /// A revision on disk.
    ///
    /// @param path the directory, named by the hash
    record Worktree(Path path, List<IndexEntry> entries) {}

    Path path(String hash) {
        return directory.resolve(hash);
    }

    /// The name under which the repository keeps what it knows of a worktree.
    String metadataName(String hash) {
        return form.metadataName(hash);
    }

    /// Deletes what a killed process left half done.
    void removeLeftovers() throws IOException {
        FileTrees.makeDirectory(directory);
        for (Path child : FileTrees.children(directory)) {
            String name = child.getFileName().toString();
            if (name.startsWith(UNFINISHED) || name.startsWith(DISCARDED)) {
                FileTrees.delete(child);
            }
        }
    }

    /// Makes the worktree of a commit, or mends it.
    ///
    /// @param earlier the hash of the published revision, if there is one
    Worktree ensure(RevCommit commit, @Nullable String earlier, PassLimit limit)
            throws IOException, InterruptedException {
        Path path = path(commit.name());
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return fill(commit, path, null, limit);
        }
        FileTrees.delete(path);
        Path unfinished = directory.resolve(UNFINISHED + commit.name());
        FileTrees.delete(unfinished);
        Files.createDirectories(unfinished);
        Worktree filled = fill(commit, unfinished, earlier, limit);
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        return new Worktree(path, filled.entries());
    }

    /// Fetches the files that a filtered fetch left out and that are to be checked out.
    void complete(RevCommit commit, RemoteRepository remote, PassLimit limit) throws IOException {
        List<IndexEntry> entries = files.list(repository.jgit(), commit);
        Stream<ObjectId> first = new CommitAttributes(repository.jgit(), commit, form, entries).neededFirst();
        Stream<ObjectId> content = entries.stream()
                .filter(entry -> !entry.skipped && !entry.isSubmodule())
                .map(entry -> entry.id);
        Set<ObjectId> missing = repository.missing(Stream.concat(first, content));
        if (!missing.isEmpty()) {
            remote.complete(missing, limit);
        }
    }

    private Worktree fill(RevCommit commit, Path filled, @Nullable String earlier, PassLimit limit)
            throws IOException, InterruptedException {
        WorktreeMetadata metadata =
                WorktreeMetadata.of(repository, metadataName(commit.name()), path(commit.name()), form.content());
        List<IndexEntry> known = metadata.read(commit).orElse(List.of());
        List<IndexEntry> entries =
                files.ensure(repository.jgit(), commit, filled, known, earlier(earlier, commit), limit);
        submodules.ensure(repository, commit, filled, path(commit.name()), entries, limit);
        metadata.write(filled, commit, entries);
        return new Worktree(filled, entries);
    }

    private TreeCheckout.@Nullable Earlier earlier(@Nullable String hash, RevCommit commit) {
        if (hash == null || hash.equals(commit.name())) {
            return null;
        }
        Path index = metadataFolder().resolve(metadataName(hash)).resolve("index");
        Optional<List<IndexEntry>> entries = IndexFile.read(index);
        return entries.map(found -> new TreeCheckout.Earlier(path(hash), found)).orElse(null);
    }

    /// The hashes that have a directory.
    List<String> hashes() throws IOException {
        return FileTrees.children(directory).stream()
                .map(child -> child.getFileName().toString())
                .filter(name -> !name.startsWith(UNFINISHED) && !name.startsWith(DISCARDED))
                .toList();
    }

    /// Removes a worktree that is not published.
    void remove(String hash) throws IOException {
        Path discarded = directory.resolve(DISCARDED + hash);
        FileTrees.delete(discarded);
        Files.move(path(hash), discarded, StandardCopyOption.ATOMIC_MOVE);
        FileTrees.delete(metadataFolder().resolve(metadataName(hash)));
        FileTrees.delete(discarded);
    }

    private Path metadataFolder() {
        return repository.gitDir().resolve("worktrees");
    }

    /// Removes what was published in another form, and what is known of worktrees that are gone.
    ///
    /// @param names the metadata of the worktrees that are left
    void removeOthers(Set<String> names) throws IOException {
        for (Path metadata : FileTrees.children(metadataFolder())) {
            if (!names.contains(metadata.getFileName().toString())) {
                FileTrees.delete(metadata);
            }
        }
        for (Path other : PublishedForm.allDirectories(root)) {
            if (!directory.startsWith(other)) {
                FileTrees.delete(other);
            } else if (!directory.equals(other)) {
                removeChildrenExceptOwn(other);
            }
        }
    }

    private void removeChildrenExceptOwn(Path other) throws IOException {
        for (Path child : FileTrees.children(other)) {
            if (!directory.startsWith(child)) {
                FileTrees.delete(child);
            }
        }
    }
}
