package io.podhelpers.redisambassador.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All clients of one listener, on whichever event loop they are.
final class ClientRoster {
    private final List<Lane> lanes;

    /// @param lanes to which more may be added before the first look
    ClientRoster(List<Lane> lanes) {
        this.lanes = lanes;
    }

    /// Looks at all of them, and tells on the asker's loop what it saw, in the order in which they connected.
    void look(Lane asker, Consumer<List<ClientEntry>> then) {
        Look look = new Look(lanes.size(), then);
        for (Lane lane : lanes) {
            lane.loop().execute(() -> {
                List<ClientEntry> here =
                        lane.clients().stream().map(ClientSession::entry).toList();
                asker.loop().execute(() -> look.seen(here));
            });
        }
    }

    /// Only touched on the asker's loop.
    private static final class Look {
        private final List<ClientEntry> all = new ArrayList<>();
        private final Consumer<List<ClientEntry>> then;
        private int missing;

        Look(int lanes, Consumer<List<ClientEntry>> then) {
            this.missing = lanes;
            this.then = then;
        }

        void seen(List<ClientEntry> some) {
            all.addAll(some);
            if (--missing == 0) {
                all.sort(Comparator.comparingLong(ClientEntry::id));
                then.accept(all);
            }
        }
    }

    static @Nullable ClientEntry find(List<ClientEntry> all, long id) {
        return all.stream().filter(entry -> entry.id() == id).findFirst().orElse(null);
    }
}
