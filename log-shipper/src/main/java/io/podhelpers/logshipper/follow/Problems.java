package io.podhelpers.logshipper.follow;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Paths that match and cannot be followed, each told once for each reason. Only touched by the follower's thread.
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final Map<Path, String> reasons = new TreeMap<>();

    void tell(Path path, String why) {
        if (!why.equals(reasons.put(path, why))) {
            log.atWarn().addKeyValue("file", path).log("log {}", why);
        }
    }

    void solved(Path path) {
        reasons.remove(path);
    }

    /// Tells what the scan refused, and forgets what is followed by now, or gone.
    void review(Scan scan, OpenLogs logs) {
        scan.refused().forEach(this::tell);
        Set<Path> present = new HashSet<>(scan.refused().keySet());
        logs.all().forEach(tailer -> present.add(tailer.path()));
        Set<Path> followed = new HashSet<>();
        for (FoundFile file : scan.files()) {
            present.add(file.path());
            if (logs.find(file.identity()) != null) {
                followed.add(file.path());
            }
        }
        reasons.keySet().retainAll(present);
        reasons.keySet().removeAll(followed);
    }

    Map<Path, String> all() {
        return Map.copyOf(reasons);
    }
}
