package io.podhelpers.gitsync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.SystemReader;

/// All paths of a commit in git's order, each checked: none leads out of the worktree or into a `.git`.
final class TreeListing {
    private TreeListing() {}

    /// Which paths of a tree are meant.
    @FunctionalInterface
    interface PathFilter {
        /// Whether the path is checked out.
        ///
        /// @param directory whether the path is a submodule rather than a file
        boolean includes(byte[] path, boolean directory);
    }

    /// @param wanted the paths that are checked out; the others are listed as skipped
    static List<IndexEntry> of(Repository repository, RevCommit commit, PathFilter wanted) throws IOException {
        List<IndexEntry> entries = new ArrayList<>();
        SystemReader paths = SystemReader.getInstance();
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                paths.checkPath(walk.getRawPath());
                FileMode mode = walk.getFileMode(0);
                String path = walk.getPathString();
                entries.add(new IndexEntry(
                        path,
                        mode,
                        walk.getObjectId(0),
                        !wanted.includes(walk.getRawPath(), FileMode.GITLINK.equals(mode.getBits()))));
            }
        }
        return entries;
    }
}
