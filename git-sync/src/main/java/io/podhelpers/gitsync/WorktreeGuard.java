package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Notices that somebody edited, replaced or deleted files of the published worktree, at a price that does not depend
/// on
/// how often it is asked: each look covers as many files, and half as many directories, as are due since the last one,
/// and the next look goes on from there. Up to a hundred files are looked at each time.
///
/// Only what the commit brought is guarded: files that a hook or an application adds are none of its business.
final class WorktreeGuard {
    private static final int FILES_A_SECOND = 150;
    private static final int FEWEST_FILES = 100;
    private static final int MOST_FILES = 3000;
    private static final long SECOND_IN_MILLIS = 1000;

    private final Path directory;
    private final List<IndexEntry> files;
    private final List<Folder> folders;
    private final InstantSource clock;
    private Instant lastLook;
    private int nextFile;
    private int nextFolder;

    WorktreeGuard(Worktrees.Worktree worktree, InstantSource clock) {
        this.clock = clock;
        this.lastLook = clock.instant();
        this.directory = worktree.path();
        this.files = worktree.entries().stream()
                .filter(entry -> !entry.skipped && !entry.isSubmodule())
                .toList();
        this.folders = folders(files);
    }

    /// A directory, the files in it, and when something in it was last created, renamed or deleted.
    private static final class Folder {
        final String path;
        final int from;
        int to;
        FileTime modified = FileTime.fromMillis(0);

        Folder(String path, int from) {
            this.path = path;
            this.from = from;
        }
    }

    // neighbours in git's order share their directory, mostly: a directory may show up twice, and is then looked at
    // twice
    private static List<Folder> folders(List<IndexEntry> files) {
        List<Folder> folders = new ArrayList<>();
        Folder current = null;
        for (int i = 0; i < files.size(); i++) {
            String path = files.get(i).path;
            String parent = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            if (current == null || !current.path.equals(parent)) {
                current = new Folder(parent, i);
                folders.add(current);
            }
            current.to = i + 1;
        }
        return folders;
    }

    Path directory() {
        return directory;
    }

    /// Whether what this look covers is as it was written.
    boolean isIntact() {
        int due = filesDue();
        for (int i = Math.min(due / 2, folders.size()); i > 0; i--) {
            nextFolder = (nextFolder + 1) % folders.size();
            if (!isIntact(folders.get(nextFolder))) {
                return false;
            }
        }
        for (int i = Math.min(due, files.size()); i > 0; i--) {
            nextFile = (nextFile + 1) % files.size();
            if (!files.get(nextFile).isUntouched(directory)) {
                return false;
            }
        }
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
    }

    private int filesDue() {
        Instant now = clock.instant();
        long since = Duration.between(lastLook, now).toMillis();
        lastLook = now;
        return Math.clamp(since * FILES_A_SECOND / SECOND_IN_MILLIS, FEWEST_FILES, MOST_FILES);
    }

    private boolean isIntact(Folder folder) {
        try {
            FileTime now = Files.getLastModifiedTime(directory.resolve(folder.path), LinkOption.NOFOLLOW_LINKS);
            if (now.equals(folder.modified)) {
                return true;
            }
            for (IndexEntry file : files.subList(folder.from, folder.to)) {
                if (!file.isUntouched(directory)) {
                    return false;
                }
            }
            folder.modified = now;
            return true;
        } catch (IOException e) {
            // the directory is gone
            return false;
        }
    }
}
