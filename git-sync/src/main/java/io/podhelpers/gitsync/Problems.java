package io.podhelpers.gitsync;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Says what is wrong where an exception's own message does not.
final class Problems {
    private Problems() {}

    /// The problem in words: a file system's exception has only the path for its message, and its reason for its name.
    static String inWords(Throwable problem) {
        return switch (problem) {
            case AccessDeniedException e -> e.getFile() + ": permission denied (expected: ours to read and write)";
            case NoSuchFileException e -> e.getFile() + ": no such file or directory";
            case FileSystemException e when e.getReason() == null -> problem.toString();
            default -> String.valueOf(problem.getMessage());
        };
    }
}
