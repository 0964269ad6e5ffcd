package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/// The symlink that consumers follow: always there, always at a whole revision.
///
/// The new link is made beside the old one and renamed over it, which is one step for every reader. One thread.
final class LinkPublisher {
    private final Path link;
    private final Path temporary;

    LinkPublisher(Path link) {
        this.link = link;
        this.temporary = link.resolveSibling("." + link.getFileName() + ".git-sync-tmp");
    }

    /// The hash that is published now, if a link is there.
    Optional<String> published() throws IOException {
        if (!Files.isSymbolicLink(link)) {
            return Optional.empty();
        }
        return Optional.ofNullable(Files.readSymbolicLink(link).getFileName()).map(Path::toString);
    }

    /// Whether the link leads to the directory.
    boolean pointsTo(Path directory) throws IOException {
        return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(relative(directory));
    }

    /// Makes the link lead to the directory.
    void publish(Path directory) throws IOException {
        Files.createDirectories(link.getParent());
        Path target = relative(directory);
        Files.deleteIfExists(temporary);
        Files.createSymbolicLink(temporary, target);
        clearDirectoryInTheWay();
        Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    // relative, so that the link holds on every mount of the volume
    private Path relative(Path directory) throws IOException {
        Path parent = Objects.requireNonNull(link.getParent());
        return (Files.exists(parent) ? parent.toRealPath() : parent).relativize(directory);
    }

    /// A directory that is not ours is only cleared when nothing would be lost by it.
    private void clearDirectoryInTheWay() throws IOException {
        if (!Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!WorktreeFiles.isEmpty(link)) {
            throw new SyncException(
                    "--link: " + link + " is a directory with files in it (expected: nothing, or a link)");
        }
        Files.delete(link);
    }

    /// Deletes a link that was made but not yet published when the process was killed.
    void removeLeftovers() throws IOException {
        FileTrees.delete(temporary);
    }
}
