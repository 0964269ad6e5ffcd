package io.podhelpers.logshipper;

import io.podhelpers.logshipper.follow.Checkpoint;
import io.podhelpers.logshipper.follow.CheckpointStore;
import io.podhelpers.logshipper.sink.Sink;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes checkpoints on a thread of its own, so that a slow disk does not hold up the reading; the newest
/// wins.
///
/// A full or failing disk never ends the shipping: it is told once and tried again with the next checkpoint.
final class Checkpointer {
    private static final Logger log = LoggerFactory.getLogger(Checkpointer.class);

    private final Path file;
    private final CheckpointStore store;
    private final String pipeline;
    private final List<Sink> sinks;
    private final ShipperMetrics metrics;
    private final Semaphore writing = new Semaphore(1);
    private @Nullable FileChannel lockFile;
    private volatile Checkpoint saved = Checkpoint.empty();
    private volatile boolean failing;

    /// @param sinks whose deliveries a checkpoint stands for
    Checkpointer(String pipeline, Path file, List<Sink> sinks, ShipperMetrics metrics) {
        this.pipeline = pipeline;
        this.file = file;
        this.store = new CheckpointStore(file, true);
        this.sinks = List.copyOf(sinks);
        this.metrics = metrics;
    }

    /// Reads the last checkpoint and keeps others off it.
    ///
    /// @throws UserError if the directory cannot be written to, or another shipper uses it
    Optional<Checkpoint> load() throws IOException {
        Path directory = store.directory();
        try {
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                throw unusable(directory, "not writable");
            }
            lock(file.resolveSibling(file.getFileName() + ".lock"));
        } catch (AccessDeniedException e) {
            throw unusable(directory, "no permission");
        } catch (FileSystemException e) {
            if (!String.valueOf(e.getReason()).contains("No space left")) {
                throw unusable(directory, e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
            }
            failed(e); // a full disk may have room again
        }
        return store.load();
    }

    private static UserError unusable(Path directory, String why) {
        return new UserError("--checkpoint-dir: cannot write to " + directory + ": " + why
                + " (expected: a directory that outlasts the container, such as the logs' volume)");
    }

    private void lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new UserError("--checkpoint-dir: " + path + " is held by another log-shipper (expected: one for each"
                    + " checkpoint directory and sink)");
        }
        lockFile = channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /// Writes the checkpoint soon, if it says something new and none is being written.
    ///
    /// @param afterwards what may be done once it is on disk
    void offer(Checkpoint checkpoint, Runnable afterwards) {
        if (checkpoint.equals(saved)) {
            metrics.checkpointCurrent();
        } else if (writing.tryAcquire()) {
            Thread.ofPlatform().daemon().name("checkpoint-" + pipeline).start(() -> {
                try {
                    if (save(checkpoint)) {
                        afterwards.run();
                    }
                } finally {
                    writing.release();
                }
            });
        }
    }

    private boolean save(Checkpoint checkpoint) {
        try {
            for (Sink sink : sinks) {
                sink.settle();
            }
            store.save(checkpoint);
            saved = checkpoint;
            metrics.checkpointCurrent();
            if (failing) {
                log.atInfo().addKeyValue("checkpoint", file).log("checkpoints can be written again");
                failing = false;
            }
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void failed(IOException e) {
        metrics.checkpointFailed();
        if (!failing) {
            failing = true;
            log.atError()
                    .addKeyValue("checkpoint", file)
                    .setCause(e)
                    .log("cannot write the checkpoint, a restart would ship lines again");
        }
    }

    /// Writes the last checkpoint and lets go of the directory.
    void finish(Checkpoint checkpoint) {
        writing.acquireUninterruptibly();
        if (!checkpoint.equals(saved)) {
            save(checkpoint);
        }
        try {
            FileChannel channel = lockFile;
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("checkpoint", file).setCause(e).log("cannot close the lock");
        }
    }
}
