package io.podhelpers.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The process's memory as the kernel counts it, from `/proc/self/statm` (proc(5): the second field is resident pages).
final class ProcMemory {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4096;

    /// Resident bytes, or NaN where there is no `/proc`.
    double residentBytes() {
        try {
            String[] fields = Files.readString(STATM).split(" ", 3);
            return (double) Long.parseLong(fields[1]) * PAGE_BYTES;
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
