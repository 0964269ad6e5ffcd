package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/// What of a revision is published: the whole as a linked worktree, or only content, without a `.git`.
///
/// Each form has a directory of its own below the root, so that a change of options after a restart is an update like
/// any
/// other: the old form is served until the new one is complete.
///
/// @param content without `.git`
/// @param subdirectory the folder of the repository that is published, or empty for all; only as content
record PublishedForm(boolean content, String subdirectory) {
    private static final String WORKTREES = ".worktrees";
    private static final String CONTENT = ".content";
    private static final int SHORT = 8;

    static final PublishedForm WORKTREE = new PublishedForm(false, "");

    PublishedForm {
        if (!content && !subdirectory.isEmpty()) {
            throw new IllegalArgumentException("a folder alone is no worktree");
        }
    }

    /// Where the revisions are, each in a directory named by its hash.
    Path directory(Path root) {
        return content ? root.resolve(CONTENT).resolve(key()) : root.resolve(WORKTREES);
    }

    /// Where the revisions of every form are.
    static Path[] allDirectories(Path root) {
        return new Path[] {root.resolve(WORKTREES), root.resolve(CONTENT)};
    }

    /// What the index of a revision in this form is kept under.
    String metadataName(String hash) {
        return content ? hash + "." + key() : hash;
    }

    private String key() {
        if (subdirectory.isEmpty()) {
            return "all";
        }
        byte[] digest = Constants.newMessageDigest().digest(subdirectory.getBytes(UTF_8));
        return ObjectId.fromRaw(digest).abbreviate(SHORT).name();
    }

    /// The path in the repository of a path in the published directory.
    String inRepository(String path) {
        return subdirectory.isEmpty() ? path : subdirectory + "/" + path;
    }
}
