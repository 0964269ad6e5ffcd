package io.podhelpers.gitsync.lfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesNodeProvider;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;

/// The large files of a commit: regular files to which `.gitattributes` gives `filter=lfs` and whose blob is a pointer.
public final class LfsPaths {
    private static final String FILTER = "filter=lfs";

    private LfsPaths() {}

    /// Whether any of these `.gitattributes` files may say so: if not, [#of] finds nothing and need not look.
    public static boolean mayBeUsed(ObjectReader reader, Iterable<? extends AnyObjectId> attributes)
            throws IOException {
        for (AnyObjectId id : attributes) {
            ObjectLoader blob = reader.open(id, Constants.OBJ_BLOB);
            if (blob.isLarge() || new String(blob.getCachedBytes(), UTF_8).contains(FILTER)) {
                return true;
            }
        }
        return false;
    }

    /// Each large file's path with its pointer.
    public static Map<String, LfsPointer> of(Repository repository, ObjectId tree) throws IOException {
        Map<String, LfsPointer> found = new HashMap<>();
        try (ObjectReader reader = repository.newObjectReader();
                TreeWalk walk = new TreeWalk(repository, reader)) {
            walk.addTree(tree);
            walk.setRecursive(true);
            walk.setOperationType(OperationType.CHECKOUT_OP);
            walk.setAttributesNodeProvider(new NoOthers());
            while (walk.next()) {
                boolean file = (walk.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
                if (file && "lfs".equals(walk.getAttributes().getValue("filter"))) {
                    ObjectLoader blob = reader.open(walk.getObjectId(0), Constants.OBJ_BLOB);
                    if (blob.getSize() < LfsPointer.LONGEST_BYTES) {
                        LfsPointer.parse(blob.getCachedBytes())
                                .ifPresent(pointer -> found.put(walk.getPathString(), pointer));
                    }
                }
            }
        }
        return found;
    }

    /// Only the commit's own attributes count, not those of whoever runs the process.
    private static final class NoOthers implements AttributesNodeProvider {
        @Override
        public AttributesNode getInfoAttributesNode() {
            return new AttributesNode();
        }

        @Override
        public AttributesNode getGlobalAttributesNode() {
            return new AttributesNode();
        }
    }
}
