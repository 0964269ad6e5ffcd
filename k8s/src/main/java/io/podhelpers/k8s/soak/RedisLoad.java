package io.podhelpers.k8s.soak;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Applications that talk to Redis through the ambassador and know which replies are right.
///
/// Each counts with a counter of its own: INCR answers one more than before, or, after replies that never came, at
/// most as many more as there were. A key that was written once and for all is read all the time: another value, or
/// none, is wrong whichever server answered.
final class RedisLoad implements Load {
    private static final Duration BETWEEN = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);
    private static final int CONSTANTS = 16;

    private final SoakPods pods;
    private final AtomicInteger applications = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder silent = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    RedisLoad(SoakPods pods) {
        this.pods = pods;
    }

    /// Writes what is read later; before the first fault.
    void prepare() throws IOException {
        try (RedisClient client = connect()) {
            for (int key = 0; key < CONSTANTS; key++) {
                client.ask("SET", "constant-" + key, "value-" + key);
            }
            client.ask("WAIT", "2", "5000"); // on both replicas, too
        }
    }

    private RedisClient connect() throws IOException {
        return new RedisClient(pods.webserver().getHost(), pods.webserver().getMappedPort(SoakPods.REDIS), PATIENCE);
    }

    @Override
    public void runUntil(Ending ending) {
        new Application("counter-" + applications.incrementAndGet()).runUntil(ending);
    }

    private final class Application {
        private final String counter;
        private long last;
        private long unknown;
        private int turn;
        private @Nullable RedisClient client;

        Application(String counter) {
            this.counter = counter;
        }

        void runUntil(Ending ending) {
            while (!ending.hasCome()) {
                RedisClient connected = connected();
                ending.pause(connected == null || !asked(connected) ? AFTER_A_FAILURE : BETWEEN);
            }
            hangUp();
        }

        private @Nullable RedisClient connected() {
            if (client == null) {
                try {
                    client = connect();
                } catch (IOException e) {
                    refused.increment();
                }
            }
            return client;
        }

        /// Whether the command was answered.
        private boolean asked(RedisClient connected) {
            boolean write = turn++ % 3 == 0;
            int key = turn % CONSTANTS;
            sent.increment();
            try {
                if (write) {
                    judgeCount(connected.ask("INCR", counter));
                } else {
                    judgeConstant(key, connected.ask("GET", "constant-" + key));
                }
                answered.increment();
                return true;
            } catch (RedisClient.ErrorReply e) {
                errors.increment();
                unknown += write ? 1 : 0;
            } catch (SocketTimeoutException e) {
                silent.increment();
                unknown += write ? 1 : 0;
                hangUp();
            } catch (IOException e) {
                closed.increment();
                unknown += write ? 1 : 0;
                hangUp();
            }
            return false;
        }

        private void judgeCount(String reply) {
            long count = reply.matches("\\d+") ? Long.parseLong(reply) : -1;
            if (count <= last || count > last + 1 + unknown) {
                wrong.add("INCR " + counter + ": " + reply + " (expected: " + (last + 1)
                        + (unknown == 0 ? "" : " to " + (last + 1 + unknown)) + ")");
            }
            last = count;
            unknown = 0;
        }

        private void judgeConstant(int key, String reply) {
            if (!reply.equals("value-" + key)) {
                wrong.add("GET constant-" + key + ": " + reply + " (expected: value-" + key + ")");
            }
        }

        private void hangUp() {
            try {
                if (client != null) {
                    client.close();
                }
            } catch (IOException e) {
                closed.add(0); // it was closed already
            }
            client = null;
        }
    }

    @Override
    public void account(Ledger ledger) {
        long errored = errors.sum() + closed.sum();
        ledger.add(
                "Redis commands: sent = answered + errored, none wrong",
                sent + " sent = " + answered + " answered + " + errored + " errored (" + errors + " error replies, "
                        + closed + " closed connections) + " + silent + " without any reply in "
                        + PATIENCE.toSeconds() + " s; " + wrong.size() + " wrong"
                        + (wrong.isEmpty() ? "" : " " + wrong.stream().limit(5).toList()),
                sent.sum() == answered.sum() + errored && silent.sum() == 0 && wrong.isEmpty() && answered.sum() > 0);
    }
}
