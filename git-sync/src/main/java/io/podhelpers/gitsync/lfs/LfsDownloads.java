package io.podhelpers.gitsync.lfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings large files into `lfs/objects` of the local repository, where git-lfs keeps them, too: four at a time, each
/// checked against its size and SHA-256 before it gets its name there.
///
/// What was brought stays for the next try when another object fails; [#path] says where it is. One thread.
public final class LfsDownloads {
    private static final int MOST_IN_A_BATCH = 100;
    private static final int AT_ONCE = 4;

    private final Path folder;

    /// @param gitDir the local repository
    public LfsDownloads(Path gitDir) {
        this.folder = gitDir.resolve("lfs");
    }

    /// Where an object is once it was brought.
    public Path path(LfsPointer pointer) {
        return object(folder.resolve("objects"), pointer);
    }

    /// Brings those that are not there yet.
    ///
    /// @param from who has them
    /// @param access headers for a server that an ssh server handed out, or null
    /// @param servers how they let us in
    /// @param remaining how long the pass may still take
    /// @throws IOException with the first object that cannot be had, and why
    public void bring(
            Collection<LfsPointer> pointers,
            LfsEndpoint from,
            @Nullable LfsAccess access,
            ServerAccess servers,
            Supplier<Duration> remaining)
            throws IOException, InterruptedException {
        List<LfsPointer> missing = pointers.stream()
                .distinct()
                .filter(pointer -> !Files.exists(path(pointer)))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        Files.createDirectories(folder.resolve("tmp"));
        switch (from) {
            case LfsEndpoint.Folder local -> copy(missing, local.objects());
            case LfsEndpoint.Server server -> {
                LfsAccess base = access == null ? new LfsAccess(server.url(), Map.of()) : access;
                try (LfsHttp http = new LfsHttp(servers, remaining)) {
                    for (int at = 0; at < missing.size(); at += MOST_IN_A_BATCH) {
                        download(missing.subList(at, Math.min(at + MOST_IN_A_BATCH, missing.size())), base, http);
                    }
                }
            }
        }
    }

    private void download(List<LfsPointer> batch, LfsAccess base, LfsHttp http)
            throws IOException, InterruptedException {
        LfsAccess batches = new LfsAccess(URI.create(base.href() + "/objects/batch"), base.headers());
        Map<String, LfsAccess> found = LfsBatch.answer(http.post(batches, LfsBatch.question(batch)));
        for (LfsPointer pointer : batch) {
            if (!found.containsKey(pointer.oid())) {
                throw new IOException("LFS object " + pointer.oid() + ": the server does not say where it is");
            }
        }
        List<Future<?>> downloads = new ArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("lfs-", 0).factory());
        try (workers) {
            for (LfsPointer pointer : batch) {
                downloads.add(workers.submit(() -> {
                    download(pointer, found.get(pointer.oid()), http);
                    return null;
                }));
            }
            await(downloads, workers);
        }
    }

    private static void await(List<Future<?>> downloads, ExecutorService workers)
            throws IOException, InterruptedException {
        try {
            for (Future<?> download : downloads) {
                download.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            workers.shutdownNow(); // nothing is left to do, or nothing is worth doing
        }
    }

    private void download(LfsPointer pointer, @Nullable LfsAccess from, LfsHttp http)
            throws IOException, InterruptedException {
        if (from == null) {
            throw new IOException("LFS object " + pointer.oid() + ": the server does not say where it is");
        }
        Path part = part(pointer);
        try {
            http.download(from, pointer, part);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw new IOException("LFS object " + pointer.oid() + " at " + e.getMessage(), e);
        }
        finish(pointer, part);
    }

    private void copy(List<LfsPointer> missing, Path objects) throws IOException {
        for (LfsPointer pointer : missing) {
            Path source = object(objects, pointer);
            if (!Files.isRegularFile(source)) {
                throw new IOException("LFS object " + pointer.oid() + ": not in the repository's own folder");
            }
            Path part = part(pointer);
            Files.copy(source, part, StandardCopyOption.REPLACE_EXISTING);
            if (!isContent(part, pointer)) {
                Files.delete(part);
                throw new IOException("LFS object " + pointer.oid() + ": its content is damaged");
            }
            finish(pointer, part);
        }
    }

    private Path part(LfsPointer pointer) {
        return folder.resolve("tmp").resolve(pointer.oid());
    }

    private void finish(LfsPointer pointer, Path part) throws IOException {
        Path target = path(pointer);
        Files.createDirectories(target.getParent());
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path object(Path objects, LfsPointer pointer) {
        String oid = pointer.oid();
        return objects.resolve(oid.substring(0, 2)).resolve(oid.substring(2, 4)).resolve(oid);
    }

    /// Whether the file holds the object, byte for byte.
    public static boolean isContent(Path file, LfsPointer pointer) throws IOException {
        if (Files.size(file) != pointer.size()) {
            return false;
        }
        MessageDigest digest = VerifiedFile.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest()).equals(pointer.oid());
    }
}
