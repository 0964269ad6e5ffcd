package io.podhelpers.gitsync;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `--touch-file`: gets a new modification time with each update.
final class TouchFile {
    private static final Logger log = LoggerFactory.getLogger(TouchFile.class);

    private final @Nullable Path file;
    private final InstantSource clock;

    TouchFile(@Nullable Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    void touch() {
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            setTime(file);
        } catch (IOException e) {
            log.atError().addKeyValue("file", file).setCause(e).log("cannot create the touch file");
        }
    }

    private void setTime(Path existing) {
        try {
            Files.setLastModifiedTime(existing, FileTime.from(clock.instant()));
        } catch (IOException e) {
            log.atError().addKeyValue("file", existing).setCause(e).log("cannot touch the touch file");
        }
    }
}
