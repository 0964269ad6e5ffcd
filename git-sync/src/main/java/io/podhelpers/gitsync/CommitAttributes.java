package io.podhelpers.gitsync;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.podhelpers.gitsync.attributes.Conversion;
import io.podhelpers.gitsync.attributes.PathAttributes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// What a commit's `.gitattributes` say of its files. They are read when somebody asks, and only followed where they
/// may say something that counts. One thread.
final class CommitAttributes {
    private static final String FILE = ".gitattributes";

    private final Repository repository;
    private final RevCommit commit;
    private final PublishedForm form;
    private final List<IndexEntry> entries;
    private @Nullable Map<String, byte[]> contents;

    /// @param entries of the form
    CommitAttributes(Repository repository, RevCommit commit, PublishedForm form, List<IndexEntry> entries) {
        this.repository = repository;
        this.commit = commit;
        this.form = form;
        this.entries = entries;
    }

    Repository repository() {
        return repository;
    }

    RevCommit commit() {
        return commit;
    }

    /// Hears of a file that is checked out.
    @FunctionalInterface
    interface Visitor {
        void file(IndexEntry entry, Attributes attributes) throws IOException;
    }

    /// Whether any of the files contains one of the words.
    boolean mention(String... words) throws IOException {
        for (byte[] content : contents().values()) {
            String text = new String(content, ISO_8859_1);
            for (String word : words) {
                if (text.contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Visits each file with its attributes.
    void visit(Visitor visitor) throws IOException {
        PathAttributes attributes = new PathAttributes(contents());
        for (IndexEntry entry : entries) {
            if (!entry.skipped && isFile(entry)) {
                visitor.file(entry, attributes.of(form.inRepository(entry.path)));
            }
        }
    }

    /// Tells each entry how its content is converted.
    void convert() throws IOException {
        Conversion.Rules rules = new Conversion.Rules(repository.getConfig());
        if (rules.concernAll() || mention(rules.words())) {
            visit((entry, attributes) -> rules.of(attributes).ifPresent(entry::isConvertedBy));
        }
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> read = contents;
        if (read == null) {
            read = new HashMap<>();
            try (ObjectReader reader = repository.newObjectReader()) {
                for (Map.Entry<String, ObjectId> file : files().entrySet()) {
                    ObjectLoader blob = reader.open(file.getValue(), Constants.OBJ_BLOB);
                    // what is too large to be held is no list of attributes: git has such a limit, too
                    read.put(file.getKey(), blob.isLarge() ? new byte[0] : blob.getCachedBytes());
                }
            }
            contents = read;
        }
        return read;
    }

    /// The files that count by their folders: in the form, checked out or not, and above it.
    private Map<String, ObjectId> files() throws IOException {
        Map<String, ObjectId> files = new HashMap<>();
        String folder = form.subdirectory();
        while (!folder.isEmpty()) {
            folder = folder.substring(0, Math.max(0, folder.lastIndexOf('/')));
            Optional<ObjectId> above = blobAt(folder.isEmpty() ? FILE : folder + "/" + FILE);
            if (above.isPresent()) {
                files.put(folder, above.get());
            }
        }
        for (IndexEntry entry : entries) {
            if (isFile(entry) && (entry.path.equals(FILE) || entry.path.endsWith("/" + FILE))) {
                String path = form.inRepository(entry.path);
                files.put(path.substring(0, Math.max(0, path.length() - FILE.length() - 1)), entry.id);
            }
        }
        return files;
    }

    private static boolean isFile(IndexEntry entry) {
        return !entry.isSymlink() && !entry.isSubmodule();
    }

    private Optional<ObjectId> blobAt(String path) throws IOException {
        try (TreeWalk walk = TreeWalk.forPath(repository, path, commit.getTree())) {
            boolean file = walk != null && (walk.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
            return file ? Optional.of(walk.getObjectId(0)) : Optional.empty();
        }
    }

    /// The blobs without which it cannot be told how to write the others: attributes, submodules, the LFS server.
    Stream<ObjectId> neededFirst() throws IOException {
        List<ObjectId> needed = new ArrayList<>(files().values());
        blobAt(Constants.DOT_GIT_MODULES).ifPresent(needed::add);
        blobAt(LargeFiles.CONFIG).ifPresent(needed::add);
        return needed.stream();
    }
}
