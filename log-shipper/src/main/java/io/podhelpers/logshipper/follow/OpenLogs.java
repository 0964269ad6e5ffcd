package io.podhelpers.logshipper.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logs that are held, in the order in which they were found, and standard input. Only touched by the follower's
/// thread.
final class OpenLogs {
    private static final Logger log = LoggerFactory.getLogger(OpenLogs.class);

    private final List<FileTailer> order = new ArrayList<>();
    private final List<FileTailer> view = Collections.unmodifiableList(order);
    private final Map<Identity, FileTailer> files = new HashMap<>();

    void add(FileTailer tailer) {
        order.add(tailer);
        if (!tailer.isStream()) {
            files.put(tailer.identity(), tailer);
        }
    }

    /// No longer holds it; it stays open.
    void remove(FileTailer tailer) {
        order.remove(tailer);
        if (!tailer.isStream()) {
            files.remove(tailer.identity());
        }
    }

    @Nullable
    FileTailer find(Identity identity) {
        return files.get(identity);
    }

    /// All of them; changes with them.
    List<FileTailer> all() {
        return view;
    }

    /// Those that have a file.
    List<FileTailer> files() {
        return List.copyOf(files.values());
    }

    /// A copy of how it stands with each, for metrics and reports.
    List<FileState> states() {
        List<FileState> states = new ArrayList<>(order.size());
        for (FileTailer tailer : order) {
            if (tailer.original() == null) {
                states.add(tailer.state());
            }
        }
        return List.copyOf(states);
    }

    /// How much is shipped of each file that has a name and may be written to by its name.
    List<ShippedPart> shippedParts() {
        return order.stream()
                .filter(tailer -> !tailer.isRemoved() && !tailer.isCompressed() && !tailer.isStream())
                .filter(tailer -> tailer.original() == null)
                .map(tailer -> new ShippedPart(
                        tailer.path(),
                        tailer.identity(),
                        tailer.generation().head(),
                        tailer.generation().acked()))
                .toList();
    }

    void closeAll() {
        for (FileTailer tailer : order) {
            try {
                tailer.close();
            } catch (IOException e) {
                log.atDebug().addKeyValue("file", tailer.path()).setCause(e).log("cannot close a log");
            }
        }
        order.clear();
        files.clear();
    }
}
