package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Removes packs that are cut off or lack their index. JGit passes over them, and what they held is fetched again; but
/// they would stay for ever, and git complains of them.
///
/// Both files end in checksums (gitformat-pack(5)): the pack in that of itself, its index in the pack's and its own. So
/// two short reads tell a pack that fits its index.
final class BrokenPacks {
    private static final int HASH_BYTES = 20;
    private static final String PACK = ".pack";
    private static final String INDEX = ".idx";
    private static final Set<String> ENDINGS = Set.of(PACK, INDEX, ".rev", ".bitmap", ".mtimes", ".promisor");

    /// The least that git takes: header, fan-out table and two checksums.
    private static final int LEAST_INDEX_BYTES = 8 + 256 * 4 + 2 * HASH_BYTES;

    private BrokenPacks() {}

    /// @param directory `objects/pack`
    static void remove(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : FileTrees.children(directory)) {
            name(file).ifPresent(names::add);
        }
        for (String name : names) {
            if (!isWhole(directory.resolve(name + PACK), directory.resolve(name + INDEX))) {
                for (String ending : ENDINGS) {
                    Files.deleteIfExists(directory.resolve(name + ending));
                }
            }
        }
    }

    private static Optional<String> name(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.stream()
                .filter(name::endsWith)
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .findAny();
    }

    private static boolean isWhole(Path pack, Path index) throws IOException {
        if (!Files.isRegularFile(pack) || !Files.isRegularFile(index) || Files.size(index) < LEAST_INDEX_BYTES) {
            return false;
        }
        return Files.size(pack) > HASH_BYTES
                && Arrays.equals(hashBefore(pack, HASH_BYTES), hashBefore(index, 2 * HASH_BYTES));
    }

    private static byte[] hashBefore(Path file, int bytesBeforeEnd) throws IOException {
        ByteBuffer hash = ByteBuffer.allocate(HASH_BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            long at = channel.size() - bytesBeforeEnd;
            while (hash.hasRemaining() && channel.read(hash, at + hash.position()) > 0) {}
        }
        return hash.array();
    }
}
