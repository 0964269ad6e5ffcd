package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/// A `.git` directory of ours: objects, and a ref for each revision that has a worktree.
///
/// Opening it makes whatever is missing and mends whatever a killed process or a stranger left: the published files do
/// not depend on it, so nothing here is worth keeping when it is broken. One thread.
final class LocalRepository implements AutoCloseable {
    private static final String REFS = "refs/git-sync/";
    private static final Pattern HEAD = Pattern.compile("(ref: refs/\\S+|[0-9a-f]{40})\\n?");

    private static final Pattern HASHES = Pattern.compile("([0-9a-f]{40}\n)*");

    private final Path gitDir;
    private final Repository jgit;
    private final List<GitSetting> settings;

    private LocalRepository(Path gitDir, Repository jgit, List<GitSetting> settings) {
        this.gitDir = gitDir;
        this.jgit = jgit;
        this.settings = settings;
    }

    /// Opens or creates the repository, and mends it.
    ///
    /// @param bare whether it has no main worktree, as those of submodules
    /// @param originUrl for people who look at it with git; without secrets
    /// @param settings what `--git-config` asks for; kept in memory only
    static LocalRepository open(Path gitDir, boolean bare, String originUrl, List<GitSetting> settings)
            throws IOException {
        makeSkeleton(gitDir, bare, originUrl);
        removeLeftovers(gitDir);
        BrokenPacks.remove(gitDir.resolve("objects/pack"));
        Repository jgit = QuietSystemReader.open(builder(gitDir), settings);
        LocalRepository repository = new LocalRepository(gitDir, jgit, settings);
        repository.dropUnreadableRefs();
        if (!HASHES.matcher(readOrEmpty(gitDir.resolve("shallow"))).matches()) {
            repository.forgetEverything();
        }
        return repository;
    }

    // setBare only keeps JGit from looking for a worktree: all of ours are linked ones
    private static FileRepositoryBuilder builder(Path gitDir) {
        return new FileRepositoryBuilder()
                .setGitDir(gitDir.toFile())
                .setFS(FS.DETECTED)
                .setBare();
    }

    private static void makeSkeleton(Path gitDir, boolean bare, String originUrl) throws IOException {
        for (String directory : List.of("", "objects", "objects/info", "objects/pack", "refs", "refs/heads")) {
            FileTrees.makeDirectory(gitDir.resolve(directory));
        }
        Path head = gitDir.resolve("HEAD");
        if (!HEAD.matcher(readOrEmpty(head)).matches()) {
            replace(head, "ref: refs/heads/git-sync\n");
        }
        Path config = gitDir.resolve("config");
        String content = configText(bare, originUrl);
        if (!readOrEmpty(config).equals(content)) {
            replace(config, content);
        }
    }

    // checkStat minimal: published files are hard links and may have been read on another mount
    private static String configText(boolean bare, String originUrl) {
        return """
                [core]
                \trepositoryformatversion = 0
                \tfilemode = true
                \tbare = %s
                \tlogallrefupdates = false
                \ttrustctime = false
                \tcheckStat = minimal
                [remote "origin"]
                \turl = %s
                [gc]
                \tauto = 0
                \tworktreePruneExpire = never
                [submodule]
                \tactive = .
                """.formatted(bare, quoted(originUrl));
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String readOrEmpty(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void replace(Path file, String content) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            FileTrees.delete(file);
        }
        FileTrees.writeAtomically(file, content);
    }

    /// Locks, temporary packs and keep files: nobody else works in here, so all of them were left behind.
    private static void removeLeftovers(Path gitDir) throws IOException {
        Files.walkFileTree(gitDir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean looseObjects = directory.getFileName().toString().length() == 2;
                boolean another = directory.equals(gitDir.resolve("modules"));
                return looseObjects || another ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isLeftover(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isLeftover(String name) {
        return name.endsWith(".lock")
                || name.endsWith(".keep")
                || name.equals("gc.pid")
                || name.startsWith("incoming_")
                || name.startsWith("noz")
                || name.startsWith("tmp_")
                || name.startsWith(".tmp-")
                || name.startsWith("gc_")
                || name.endsWith(".git-sync-tmp");
    }

    /// JGit passes over a ref that it cannot read, git complains of it.
    private void dropUnreadableRefs() throws IOException {
        for (Path ref : FileTrees.children(gitDir.resolve(REFS))) {
            if (!readOrEmpty(ref).strip().equals(ref.getFileName().toString())) {
                FileTrees.delete(ref);
            }
        }
        try {
            jgit.getRefDatabase().getRefs();
        } catch (IOException | IllegalArgumentException e) {
            FileTrees.delete(gitDir.resolve("packed-refs"));
            FileTrees.delete(gitDir.resolve("refs"));
            FileTrees.makeDirectory(gitDir.resolve("refs/heads"));
            jgit.getRefDatabase().refresh();
        }
    }

    /// The remote that the repository was made for.
    String originUrl() {
        return String.valueOf(jgit.getConfig().getString("remote", "origin", "url"));
    }

    /// The same of a repository that is not open; empty if it cannot be told.
    static String originUrlIn(Path gitDir) throws IOException {
        Config config = new Config();
        try {
            config.fromText(readOrEmpty(gitDir.resolve("config")));
        } catch (ConfigInvalidException e) {
            return "";
        }
        String url = config.getString("remote", "origin", "url");
        return url == null ? "" : url;
    }

    /// What `--git-config` asks for, for the repositories of submodules, too.
    List<GitSetting> settings() {
        return settings;
    }

    Path gitDir() {
        return gitDir;
    }

    Repository jgit() {
        return jgit;
    }

    /// The commit that an object stands for; an annotated tag is peeled.
    ///
    /// @throws org.eclipse.jgit.errors.MissingObjectException if it has not been fetched
    RevCommit commit(ObjectId id) throws IOException {
        try (RevWalk walk = new RevWalk(jgit)) {
            return walk.parseCommit(id);
        }
    }

    /// The same objects, seen by a repository that has no refs.
    Repository withoutRefs() throws IOException {
        Path folder = gitDir.resolve("git-sync-refless");
        FileTrees.makeDirectory(folder.resolve("refs"));
        Files.writeString(folder.resolve("HEAD"), "ref: refs/heads/none\n");
        FileRepositoryBuilder refless = builder(folder);
        refless.setObjectDirectory(gitDir.resolve("objects").toFile());
        return QuietSystemReader.open(refless, settings);
    }

    /// Which of the objects are not here.
    Set<ObjectId> missing(Stream<ObjectId> ids) throws IOException {
        Set<ObjectId> missing = new HashSet<>();
        for (ObjectId id : (Iterable<ObjectId>) ids::iterator) {
            if (!jgit.getObjectDatabase().has(id)) {
                missing.add(id);
            }
        }
        return missing;
    }

    /// The commit that an object stands for, if it was fetched whole and kept.
    Optional<RevCommit> kept(ObjectId id) throws IOException {
        if (!jgit.getObjectDatabase().has(id)) {
            return Optional.empty();
        }
        RevCommit commit = commit(id);
        return isKept(commit) ? Optional.of(commit) : Optional.empty();
    }

    /// Whether the revision was fetched whole and kept.
    boolean isKept(ObjectId commit) throws IOException {
        Ref ref = jgit.exactRef(REFS + commit.name());
        return ref != null && jgit.getObjectDatabase().has(commit);
    }

    /// Marks a revision as fetched whole: garbage collection leaves it, the next fetch builds on it.
    void keep(ObjectId commit) throws IOException {
        RefUpdate update = jgit.updateRef(REFS + commit.name());
        update.setNewObjectId(commit);
        update.setForceUpdate(true);
        RefUpdate.Result result = update.forceUpdate();
        switch (result) {
            case NEW, FORCED, NO_CHANGE, FAST_FORWARD -> {}
            default -> throw new SyncException("cannot keep revision " + commit.name() + ": " + result);
        }
    }

    /// Gives up every revision that is not in the set.
    ///
    /// @return whether anything was given up
    boolean keepOnly(Set<String> hashes) throws IOException {
        boolean any = false;
        for (Ref ref : jgit.getRefDatabase().getRefs()) {
            String name = ref.getName();
            if (name.startsWith("refs/")
                    && !(name.startsWith(REFS) && hashes.contains(name.substring(REFS.length())))) {
                RefUpdate update = jgit.updateRef(name);
                update.setForceUpdate(true);
                update.delete();
                any = true;
            }
        }
        return any;
    }

    /// Forgets every object and ref: the next fetch starts from nothing. Worktrees on disk stay as they are.
    void forgetEverything() throws IOException {
        // the boundary of history last: refs without it would claim to the server a history that is not here
        for (String name : List.of("packed-refs", "refs", "FETCH_HEAD", "objects", "shallow")) {
            FileTrees.delete(gitDir.resolve(name));
        }
        for (String directory : List.of("objects/info", "objects/pack", "refs/heads")) {
            FileTrees.makeDirectory(gitDir.resolve(directory));
        }
        jgit.getRefDatabase().refresh();
        if (jgit instanceof FileRepository files) {
            files.getObjectDatabase().close();
            files.getObjectDatabase().setShallowCommits(Set.of());
        }
    }

    /// Starts over if the repository was fetched with another depth: git can neither deepen nor cut what JGit holds.
    void useDepth(int depth) throws IOException {
        Path file = gitDir.resolve("git-sync-depth");
        String wanted = depth + "\n";
        if (readOrEmpty(file).equals(wanted)) {
            return;
        }
        forgetEverything();
        FileTrees.writeAtomically(file, wanted);
    }

    /// Drops boundaries of history whose commits are gone, so that the list does not grow with each update.
    void trimShallowBoundary() throws IOException {
        Set<ObjectId> boundary = jgit.getObjectDatabase().getShallowCommits();
        Set<ObjectId> present = new HashSet<>();
        for (ObjectId commit : boundary) {
            if (jgit.getObjectDatabase().has(commit)) {
                present.add(commit);
            }
        }
        if (present.size() < boundary.size()) {
            jgit.getObjectDatabase().setShallowCommits(present);
        }
    }

    @Override
    public void close() {
        jgit.close();
    }
}
