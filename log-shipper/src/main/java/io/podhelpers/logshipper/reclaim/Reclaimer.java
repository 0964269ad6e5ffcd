package io.podhelpers.logshipper.reclaim;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.podhelpers.logshipper.follow.Identity;
import io.podhelpers.logshipper.follow.ShippedPart;
import io.podhelpers.runtime.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `--reclaim`: gives back to the disk what every pipeline has shipped of a log, and what each checkpoint on disk says
/// so
/// of. nginx never rotates by itself, and an emptyDir that is over its limit evicts the Pod.
///
/// The first block of a file stays, and a window before the shipped place: by these the file is known again. Any
/// thread.
public final class Reclaimer {
    private static final Logger log = LoggerFactory.getLogger(Reclaimer.class);
    private static final long BLOCK = 4096;
    /// Less than that is not worth a call.
    private static final long LEAST = 1 << 20;
    private static final int PROBE_BLOCKS = 4;

    private final Native calls = new Native();
    private final Counter reclaimed;
    private final Counter failures;
    /// What each pipeline has on record; empty before its first checkpoint.
    private final Map<String, Map<Identity, ShippedPart>> byPipeline = new HashMap<>();
    private final Map<Identity, Long> done = new HashMap<>();
    private final Set<Identity> refused = new HashSet<>();

    public Reclaimer(MeterRegistry registry) {
        reclaimed = Counter.builder("log_shipper_reclaimed_bytes_total")
                .description("Bytes of shipped lines that were given back to the disk")
                .register(registry);
        failures = Counter.builder("log_shipper_reclaim_failures_total")
                .description("Logs of which nothing could be given back to the disk")
                .register(registry);
    }

    /// Finds out whether the file system can do it.
    ///
    /// @throws UserError if not
    public void probe(Path directory) {
        Path probe = directory.resolve(".log-shipper-reclaim");
        try {
            Files.write(probe, new byte[(int) (PROBE_BLOCKS * BLOCK)]);
            try {
                int fd = calls.open(probe);
                try {
                    calls.punchHole(fd, BLOCK, BLOCK);
                } finally {
                    calls.close(fd);
                }
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            throw new UserError(
                    "--reclaim: " + directory + ": " + e.getMessage()
                            + " (expected: a writable directory on ext4, xfs, btrfs or tmpfs)",
                    e);
        }
    }

    /// A pipeline begins: nothing is given back before its first checkpoint.
    public synchronized void join(String pipeline) {
        byPipeline.put(pipeline, Map.of());
    }

    public synchronized void leave(String pipeline) {
        byPipeline.remove(pipeline);
    }

    /// A pipeline's checkpoint is on disk.
    public synchronized void saved(String pipeline, List<ShippedPart> parts) {
        Map<Identity, ShippedPart> now = new HashMap<>();
        parts.forEach(part -> now.put(part.identity(), part));
        byPipeline.put(pipeline, now);
        if (byPipeline.values().stream().anyMatch(Map::isEmpty)) {
            return; // one has not said anything yet
        }
        done.keySet().retainAll(now.keySet());
        refused.retainAll(now.keySet());
        for (ShippedPart part : parts) {
            reclaim(leastShipped(part));
        }
    }

    private ShippedPart leastShipped(ShippedPart part) {
        ShippedPart least = part;
        for (Map<Identity, ShippedPart> others : byPipeline.values()) {
            ShippedPart other = others.get(part.identity());
            if (other != null && other.offset() < least.offset()) {
                least = other;
            }
        }
        return least;
    }

    private void reclaim(ShippedPart part) {
        long end = part.firstByteNeeded() / BLOCK * BLOCK;
        long from = Math.max(BLOCK, done.getOrDefault(part.identity(), 0L));
        if (end < done.getOrDefault(part.identity(), 0L)) {
            done.remove(part.identity()); // another content
            from = BLOCK;
        }
        if (end - from < LEAST || refused.contains(part.identity())) {
            return;
        }
        try {
            if (punch(part, from, end)) {
                done.put(part.identity(), end);
                reclaimed.increment((double) (end - from));
            }
        } catch (IOException e) {
            refused.add(part.identity());
            failures.increment();
            log.atWarn()
                    .addKeyValue("file", part.path())
                    .addKeyValue("why", e.getMessage())
                    .log("nothing of this log can be reclaimed");
        }
    }

    /// The name may stand for another file by now: what is open is asked, not the name.
    private boolean punch(ShippedPart part, long from, long end) throws IOException {
        int fd = calls.open(part.path());
        try {
            Path opened = Path.of("/proc/self/fd/" + fd);
            try (FileChannel file = FileChannel.open(opened, StandardOpenOption.READ)) {
                boolean same = Identity.of(opened).equals(part.identity()) && part.isStillIn(file);
                if (same) {
                    calls.punchHole(fd, from, end - from);
                }
                return same;
            }
        } finally {
            calls.close(fd);
        }
    }
}
