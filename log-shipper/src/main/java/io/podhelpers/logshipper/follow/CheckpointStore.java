package io.podhelpers.logshipper.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the checkpoint on disk: written to a temporary file, synced, renamed, its directory synced, so that
/// after any
/// crash there is the old one or the new one, whole.
public final class CheckpointStore {
    private static final Logger log = LoggerFactory.getLogger(CheckpointStore.class);

    private final Path file;
    private final boolean synced;

    /// @param synced false only where a crash of the machine does not matter
    public CheckpointStore(Path file, boolean synced) {
        this.file = file.toAbsolutePath();
        this.synced = synced;
    }

    /// The directory of the file.
    public Path directory() {
        return Objects.requireNonNull(file.getParent(), "a file has a directory");
    }

    /// What was saved last; nothing if nothing was, or if it is damaged: then it is set aside, and the logs
    /// are read
    /// again.
    public Optional<Checkpoint> load() throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(CheckpointText.parse(new String(text, UTF_8)));
        } catch (IllegalArgumentException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, ATOMIC_MOVE);
            log.atError()
                    .addKeyValue("checkpoint", file)
                    .addKeyValue("why", e.getMessage())
                    .addKeyValue("kept_as", aside)
                    .log("the checkpoint is damaged, the logs are read from their beginning");
            return Optional.empty();
        }
    }

    /// What was saved last, without setting anything aside.
    ///
    /// @throws IllegalArgumentException if it is damaged
    public Optional<Checkpoint> peek() throws IOException {
        try {
            return Optional.of(CheckpointText.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    public void save(Checkpoint checkpoint) throws IOException {
        Path directory = directory();
        Files.createDirectories(directory);
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer text = ByteBuffer.wrap(CheckpointText.format(checkpoint).getBytes(UTF_8));
            while (text.hasRemaining()) {
                out.write(text);
            }
            if (synced) {
                out.force(true);
            }
        }
        Files.move(temporary, file, ATOMIC_MOVE);
        if (synced) {
            try (FileChannel parent = FileChannel.open(directory, READ)) {
                parent.force(true);
            }
        }
    }
}
