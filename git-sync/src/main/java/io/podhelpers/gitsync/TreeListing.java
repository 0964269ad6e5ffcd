package io.podhelpers.gitsync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
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

    /// @param form the part of the tree that is listed
    /// @param wanted the paths that are checked out, as the repository names them; the others are listed as skipped
    static List<IndexEntry> of(Repository repository, RevCommit commit, PublishedForm form, PathFilter wanted)
            throws IOException {
        List<IndexEntry> entries = new ArrayList<>();
        SystemReader paths = SystemReader.getInstance();
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(root(repository, commit, form.subdirectory()));
            walk.setRecursive(true);
            while (walk.next()) {
                paths.checkPath(walk.getRawPath());
                FileMode mode = walk.getFileMode(0);
                String path = walk.getPathString();
                entries.add(new IndexEntry(
                        path,
                        mode,
                        walk.getObjectId(0),
                        !wanted.includes(
                                Constants.encode(form.inRepository(path)), FileMode.GITLINK.equals(mode.getBits()))));
            }
        }
        return entries;
    }

    private static ObjectId root(Repository repository, RevCommit commit, String subdirectory) throws IOException {
        if (subdirectory.isEmpty()) {
            return commit.getTree();
        }
        try (TreeWalk walk = TreeWalk.forPath(repository, subdirectory, commit.getTree())) {
            if (walk == null || !FileMode.TREE.equals(walk.getRawMode(0))) {
                throw new SyncException("--subdirectory: no folder " + subdirectory + " in revision " + commit.name());
            }
            return walk.getObjectId(0);
        }
    }
}
