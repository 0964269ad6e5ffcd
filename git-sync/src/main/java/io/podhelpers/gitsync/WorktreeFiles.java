package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the files of a directory those of a commit: writes them all into an empty directory, and in one that has files
/// only what is not as it should be, each file in one step. What the commit does not know is left alone.
final class WorktreeFiles {
    private static final Logger log = LoggerFactory.getLogger(WorktreeFiles.class);

    private final PublishedForm form;
    private final TreeListing.PathFilter wanted;
    private final LargeFiles largeFiles;
    private final boolean groupWrite;

    /// @param form the part of the commit that is checked out
    /// @param wanted the paths that are checked out
    WorktreeFiles(PublishedForm form, TreeListing.PathFilter wanted, LargeFiles largeFiles, boolean groupWrite) {
        this.form = form;
        this.wanted = wanted;
        this.largeFiles = largeFiles;
        this.groupWrite = groupWrite;
    }

    /// Makes the directory hold the commit.
    ///
    /// @param directory where the files are now, perhaps not yet under its final name
    /// @param known how the files looked when they were last written, if that is known
    /// @param earlier another worktree whose untouched files may be linked
    /// @return the entries for the index
    List<IndexEntry> ensure(
            Repository repository,
            RevCommit commit,
            Path directory,
            List<IndexEntry> known,
            TreeCheckout.@Nullable Earlier earlier,
            PassLimit limit)
            throws IOException, InterruptedException {
        List<IndexEntry> entries = list(repository, commit);
        CommitAttributes attributes = new CommitAttributes(repository, commit, form, entries);
        attributes.convert();
        if (isEmpty(directory)) {
            TreeCheckout checkout = new TreeCheckout(repository, directory, earlier, groupWrite, limit);
            largeFiles.prepare(attributes, checkout::hasEarlier, limit);
            checkout.write(entries);
        } else {
            prepareToMend(attributes, directory, known, limit);
            mend(repository, directory, entries, known, limit);
        }
        largeFiles.forgetDownloads(repository);
        return entries;
    }

    private void prepareToMend(CommitAttributes attributes, Path directory, List<IndexEntry> known, PassLimit limit)
            throws IOException, InterruptedException {
        try (FileWriter writer = new FileWriter(attributes.repository().newObjectReader(), groupWrite)) {
            LargeFiles.InPlace inPlace = entry -> isAsWritten(directory, entry, IndexFile.find(known, entry.path))
                    || writer.isIdentical(directory, entry);
            largeFiles.prepare(attributes, inPlace, limit);
        }
    }

    private static boolean isAsWritten(Path directory, IndexEntry entry, @Nullable IndexEntry known) {
        return known != null && !known.skipped && known.isSameContent(entry) && known.isUntouched(directory);
    }

    List<IndexEntry> list(Repository repository, RevCommit commit) throws IOException {
        return TreeListing.of(repository, commit, form, wanted);
    }

    static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            return !children.iterator().hasNext();
        }
    }

    private void mend(
            Repository repository, Path directory, List<IndexEntry> entries, List<IndexEntry> known, PassLimit limit)
            throws IOException {
        int mended = 0;
        try (FileWriter writer = new FileWriter(repository.newObjectReader(), groupWrite)) {
            for (IndexEntry entry : entries) {
                limit.check();
                mended += mend(directory, entry, IndexFile.find(known, entry.path), writer) ? 1 : 0;
            }
        }
        if (mended > 0) {
            log.atWarn()
                    .addKeyValue("directory", directory)
                    .addKeyValue("files", mended)
                    .log("wrote files of the worktree again that were missing or changed");
        }
    }

    private static boolean mend(Path directory, IndexEntry entry, @Nullable IndexEntry known, FileWriter writer)
            throws IOException {
        if (entry.isSubmodule()) {
            FileTrees.makeDirectory(directory.resolve(entry.path));
            return false;
        }
        if (entry.skipped) {
            return known != null && !known.skipped && Files.deleteIfExists(directory.resolve(entry.path));
        }
        if (known != null && isAsWritten(directory, entry, known)) {
            entry.copyLook(known);
            return false;
        }
        if (writer.isIdentical(directory, entry)) {
            entry.look(directory);
            return false;
        }
        writer.replace(directory, entry);
        return true;
    }
}
