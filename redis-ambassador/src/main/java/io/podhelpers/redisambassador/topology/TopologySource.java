package io.podhelpers.redisambassador.topology;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Keeps looking at who serves what. Any thread may call; listeners are called one at a time, on the source's own
/// thread, and must not block.
public interface TopologySource extends AutoCloseable {

    /// The last picture; before the first one [Topology#unknown].
    Topology current();

    /// Also told the current picture at once if there is one.
    void onChange(Consumer<Topology> listener);

    /// Told the reply to `COMMAND` (nested lists) of each new primary, for
    /// [io.podhelpers.redisambassador.table.CommandTable#overlay]; also at once if there is one already.
    void onCommands(Consumer<List<?>> listener);

    /// Why the primary that was found is not used: it is not what the user expects.
    Optional<String> refusal();

    /// Asks for a new look at once. Cheap and never blocking: requests that come together become one look.
    void lookAgain(Reason why);

    /// Returns at once; the first picture comes to the listeners.
    void start();

    @Override
    void close();
}
