package io.podhelpers.redisambassador.proxy;

/// How much of the memory for buffers one lane's clients may fill with replies that wait to be put together, and how
/// much of the heap with keys whose values do: other traffic needs some, too. Only touched on the lane's event loop.
final class Gathering {
    /// Keys of split requests at a time: 16 bytes of heap each, beside 8 for each argument while it is framed.
    static final int MOST_KEYS = 100_000;

    private final long most;
    private long bytes;
    private int keys;

    /// @param most bytes at a time
    Gathering(long most) {
        this.most = most;
    }

    /// What one request takes of it.
    Share share() {
        return new Share();
    }

    /// Taken until [#close].
    final class Share {
        private long taken;
        private int takenKeys;

        /// False if there is no room for so many more keys.
        boolean takeKeys(int more) {
            if (keys + more > MOST_KEYS) {
                return false;
            }
            keys += more;
            takenKeys += more;
            return true;
        }

        /// False if there is no room for so many more bytes.
        boolean take(int more) {
            if (bytes + more > most) {
                return false;
            }
            bytes += more;
            taken += more;
            return true;
        }

        void giveBack(int fewer) {
            bytes -= fewer;
            taken -= fewer;
        }

        void close() {
            bytes -= taken;
            taken = 0;
            keys -= takenKeys;
            takenKeys = 0;
        }
    }
}
