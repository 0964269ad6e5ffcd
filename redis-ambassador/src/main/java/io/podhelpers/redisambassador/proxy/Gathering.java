package io.podhelpers.redisambassador.proxy;

/// How much of the memory for buffers one lane's clients may fill with replies that wait to be put together: other
/// traffic needs some, too. Only touched on the lane's event loop.
final class Gathering {
    private final long most;
    private long bytes;

    /// @param most bytes at a time
    Gathering(long most) {
        this.most = most;
    }

    /// What one request's replies take of it.
    Share share() {
        return new Share();
    }

    /// Taken until [#close].
    final class Share {
        private long taken;

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
        }
    }
}
