package io.podhelpers.gitsync;

import java.util.zip.ZipException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;

/// Tells objects that are damaged or gone from every other trouble.
final class Corruption {
    private Corruption() {}

    static boolean isIn(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingObjectException
                    || cause instanceof CorruptObjectException
                    || cause instanceof ZipException) {
                return true;
            }
        }
        return false;
    }
}
