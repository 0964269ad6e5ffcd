package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes worktrees that are no longer published, and objects that no worktree needs. One thread, after publishing.
final class Reaper {
    private static final Logger log = LoggerFactory.getLogger(Reaper.class);
    private static final int AUTO_FROM_PACKS = 20;

    private final LocalRepository repository;
    private final Worktrees worktrees;
    private final Submodules submodules;
    private final Duration keepFor;
    private final GcMode gcMode;
    private final InstantSource clock;
    private boolean firstTime = true;

    Reaper(
            LocalRepository repository,
            Worktrees worktrees,
            Submodules submodules,
            Duration keepFor,
            GcMode gcMode,
            InstantSource clock) {
        this.repository = repository;
        this.worktrees = worktrees;
        this.submodules = submodules;
        this.keepFor = keepFor;
        this.gcMode = gcMode;
        this.clock = clock;
    }

    /// Starts the clock of a worktree that was published until now.
    void retire(String hash) throws IOException {
        Path directory = worktrees.path(hash);
        if (Files.isDirectory(directory)) {
            Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
        }
    }

    /// Removes what has been unpublished for long enough.
    ///
    /// @param current the published hash
    /// @return whether anything is left that has to be looked at again
    boolean reap(String current) throws IOException {
        Set<String> left = new HashSet<>(Set.of(current));
        boolean removed = false;
        for (String hash : worktrees.hashes()) {
            if (hash.equals(current)) {
                continue;
            }
            if (isDue(hash)) {
                worktrees.remove(hash);
                removed = true;
            } else {
                left.add(hash);
            }
        }
        Set<String> names = left.stream().map(worktrees::metadataName).collect(Collectors.toSet());
        worktrees.removeOthers(names);
        boolean released = repository.keepOnly(left);
        if (removed || released || wasInterrupted()) {
            submodules.reap(repository, names);
            collectGarbage();
        }
        return left.size() > 1;
    }

    /// Whether the process before ended in the middle of this: what it had removed by then tells nothing any more.
    private boolean wasInterrupted() {
        boolean severalPacks = firstTime
                && repository.jgit() instanceof FileRepository files
                && files.getObjectDatabase().getPacks().size() > 1;
        firstTime = false;
        return severalPacks;
    }

    private boolean isDue(String hash) throws IOException {
        if (keepFor.isZero()) {
            return true;
        }
        try {
            Instant retired = Files.getLastModifiedTime(worktrees.path(hash)).toInstant();
            if (retired.isAfter(clock.instant())) {
                retire(hash); // the clock was set back: its time begins anew, rather than end in years
                return false;
            }
            return retired.plus(keepFor).isBefore(clock.instant());
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private void collectGarbage() throws IOException {
        if (gcMode == GcMode.OFF || !(repository.jgit() instanceof FileRepository files)) {
            return;
        }
        if (gcMode == GcMode.AUTO && files.getObjectDatabase().getPacks().size() < AUTO_FROM_PACKS) {
            return;
        }
        Instant start = clock.instant();
        GC gc = new GC(files);
        gc.setExpireAgeMillis(0);
        gc.setPackExpireAgeMillis(0);
        gc.setPackConfig(packConfig(files));
        try {
            gc.gc().get();
            repository.trimShallowBoundary();
        } catch (ParseException | GitAPIException e) {
            throw new IOException("garbage collection failed", e);
        } catch (ExecutionException e) {
            throw new IOException("garbage collection failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SyncException("garbage collection was interrupted", e);
        }
        log.atDebug()
                .addKeyValue("took", Duration.between(start, clock.instant()))
                .log("collected garbage");
    }

    /// What was received compressed is copied as it is, except by `aggressive`: one thread and little memory.
    private PackConfig packConfig(FileRepository files) {
        PackConfig config = new PackConfig(files);
        boolean thorough = gcMode == GcMode.AGGRESSIVE;
        config.setReuseDeltas(!thorough);
        config.setReuseObjects(true);
        config.setDeltaCompress(thorough);
        config.setBuildBitmaps(false);
        config.setThreads(1);
        config.setDeltaCacheSize(1 << 20);
        return config;
    }
}
