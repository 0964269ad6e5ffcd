package io.podhelpers.gitsync;

import io.podhelpers.runtime.Secrets;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/// Checks out the submodules of a worktree, each from a repository of its own in `modules/`, as linked worktrees of it.
final class Submodules {
    private final SubmoduleMode mode;
    private final int depth;
    private final RemoteAccess access;
    private final PublishedForm form;
    private final WorktreeFiles files;

    /// @param form of the parent: its submodules are published alike
    Submodules(
            SubmoduleMode mode,
            int depth,
            RemoteAccess access,
            PublishedForm form,
            LargeFiles largeFiles,
            boolean groupWrite) {
        this.mode = mode;
        this.depth = depth;
        this.access = access;
        this.form = form;
        this.files = new WorktreeFiles(PublishedForm.WORKTREE, (_, _) -> true, largeFiles, groupWrite);
    }

    /// One level of nesting: whose submodules they are, and where its files are.
    ///
    /// @param filled the directory as it is called now
    /// @param directory the same by its final name
    private record Parent(LocalRepository repository, String url, Path filled, Path directory, int level) {}

    /// Makes or mends all submodules below a worktree.
    void ensure(
            LocalRepository repository,
            RevCommit commit,
            Path filled,
            Path directory,
            List<IndexEntry> entries,
            PassLimit limit)
            throws IOException, InterruptedException {
        if (mode == SubmoduleMode.OFF) {
            return;
        }
        String name = form.metadataName(commit.name());
        ensure(new Parent(repository, repository.originUrl(), filled, directory, 0), name, commit, entries, limit);
    }

    private void ensure(Parent parent, String name, RevCommit commit, List<IndexEntry> entries, PassLimit limit)
            throws IOException, InterruptedException {
        List<IndexEntry> links = entries.stream()
                .filter(entry -> entry.isSubmodule() && !entry.skipped)
                .toList();
        if (links.isEmpty() || (mode == SubmoduleMode.SHALLOW && parent.level() > 0)) {
            return;
        }
        Config modules = modules(parent.repository(), commit);
        for (IndexEntry link : links) {
            ensureOne(parent, name, modules, link, limit);
        }
    }

    private static Config modules(LocalRepository repository, RevCommit commit) throws IOException {
        try {
            return new BlobBasedConfig(null, repository.jgit(), commit, ".gitmodules");
        } catch (ConfigInvalidException e) {
            throw new SyncException("cannot read .gitmodules of " + commit.name() + ": " + e.getMessage(), e);
        } catch (FileNotFoundException e) {
            return new Config();
        }
    }

    private void ensureOne(Parent parent, String name, Config modules, IndexEntry link, PassLimit limit)
            throws IOException, InterruptedException {
        String module = moduleAt(modules, parent.level() == 0 ? form.inRepository(link.path) : link.path);
        if ("none".equals(modules.getString("submodule", module, "update"))) {
            return;
        }
        String url = SubmoduleUrl.resolve(parent.url(), String.valueOf(modules.getString("submodule", module, "url")));
        Path gitDir = parent.repository().gitDir().resolve("modules").resolve(module);
        try (LocalRepository repository = LocalRepository.open(
                gitDir,
                true,
                AccessConfig.withoutUserInfo(url),
                parent.repository().settings())) {
            RevCommit commit = fetch(repository, url, link.id, limit);
            Path filled = parent.filled().resolve(link.path);
            Path directory = parent.directory().resolve(link.path);
            FileTrees.makeDirectory(filled);
            WorktreeMetadata metadata = WorktreeMetadata.of(repository, name, directory, form.content());
            List<IndexEntry> known = metadata.read(commit).orElse(List.of());
            List<IndexEntry> entries = files.ensure(repository.jgit(), commit, filled, known, null, limit);
            ensure(new Parent(repository, url, filled, directory, parent.level() + 1), name, commit, entries, limit);
            metadata.write(filled, commit, entries);
        }
    }

    private static String moduleAt(Config modules, String path) throws SyncException {
        for (String module : modules.getSubsections("submodule")) {
            if (path.equals(modules.getString("submodule", module, "path"))) {
                if (module.startsWith("/") || Path.of(module).normalize().startsWith("..") || module.contains("..")) {
                    throw new SyncException("submodule name '" + module + "' in .gitmodules (expected: no '..')");
                }
                return module;
            }
        }
        throw new SyncException("no submodule mapping found in .gitmodules for path '" + path + "'");
    }

    private RevCommit fetch(LocalRepository repository, String url, ObjectId id, PassLimit limit) throws IOException {
        if (repository.isKept(id)) {
            return repository.commit(id);
        }
        RemoteRepository remote = new RemoteRepository(repository, url, depth, null, access);
        try (RemoteSession session = remote.connect(new RefRequest(id.name()), limit)) {
            return session.fetch();
        } catch (SyncException e) {
            throw new SyncException("submodule " + Secrets.redact(url) + ": " + e.getMessage(), e);
        }
    }

    /// Removes what the submodules' repositories keep for worktrees that are gone.
    ///
    /// @param names the metadata of the worktrees that are left
    void reap(LocalRepository parent, Set<String> names) throws IOException {
        for (Path gitDir : repositoriesIn(parent.gitDir().resolve("modules"))) {
            try (LocalRepository repository =
                    LocalRepository.open(gitDir, true, LocalRepository.originUrlIn(gitDir), parent.settings())) {
                Set<String> used = new HashSet<>();
                for (Path worktree : FileTrees.children(gitDir.resolve("worktrees"))) {
                    if (names.contains(worktree.getFileName().toString())) {
                        used.add(Files.readString(worktree.resolve("HEAD")).strip());
                    } else {
                        FileTrees.delete(worktree);
                    }
                }
                repository.keepOnly(used);
                reap(repository, names);
            }
        }
    }

    // a name may hold slashes, so a repository can be a few folders down
    private static List<Path> repositoriesIn(Path modules) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path child : FileTrees.children(modules)) {
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                boolean repository = Files.exists(child.resolve("HEAD"));
                found.addAll(repository ? List.of(child) : repositoriesIn(child));
            }
        }
        return found;
    }
}
