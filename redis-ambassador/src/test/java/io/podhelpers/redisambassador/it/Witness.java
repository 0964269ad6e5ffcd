package io.podhelpers.redisambassador.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/// One client with keys of its own that knows what each reply must be: it notices a reply that is wrong, stale,
/// somebody else's, or the result of a request that was executed twice.
final class Witness implements Runnable {
    private static final int COUNTERS = 6;

    /// What all witnesses of a run have seen.
    static final class Account {
        final Map<String, Long> errors = new ConcurrentHashMap<>();
        final List<String> wrong = new ArrayList<>();
        private long replies;
        private long forgotten;
        private long firstError;
        private long lastError;
        private long longestPause;

        synchronized void reply() {
            replies++;
        }

        synchronized void forgot(long writes) {
            forgotten += writes;
        }

        synchronized void wrong(String what) {
            if (wrong.size() < 50) {
                wrong.add(what);
            }
        }

        synchronized void error(String code) {
            errors.merge(code, 1L, Long::sum);
            lastError = System.nanoTime();
            firstError = firstError == 0 ? lastError : firstError;
        }

        synchronized void paused(long nanos) {
            longestPause = Math.max(longestPause, nanos);
        }

        synchronized long replies() {
            return replies;
        }

        synchronized double secondsOfErrors() {
            return (lastError - firstError) / 1e9;
        }

        synchronized String summary() {
            return "%d replies, %d wrong, errors %s within %.1f s, longest wait for a reply %.1f s, answered writes that the servers lost: %d"
                    .formatted(replies, wrong.size(), errors, secondsOfErrors(), longestPause / 1e9, forgotten);
        }
    }

    private final Differential.Address address;
    private final int number;
    private final Account account;
    private final boolean serversMayForget;
    private final boolean readsAreFresh;
    private final long[] known = new long[COUNTERS];
    private final long[] uncertain = new long[COUNTERS];
    private final long[] low = new long[COUNTERS];
    private final Random random;
    private volatile boolean stopping;
    private long turn;

    /// @param serversMayForget whether an answered write may be lost, as in a failover without waiting for replicas
    /// @param readsAreFresh whether reads must see every write answered before
    Witness(
            Differential.Address address,
            int number,
            Account account,
            boolean serversMayForget,
            boolean readsAreFresh) {
        this.address = address;
        this.number = number;
        this.account = account;
        this.serversMayForget = serversMayForget;
        this.readsAreFresh = readsAreFresh;
        this.random = new Random(number);
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            try (Connection connection = address.connect()) {
                for (int i = 0; i < 200 && !stopping; i++) { // then another connection
                    turn(connection);
                }
            } catch (IOException e) {
                account.error("closed");
                for (int i = 0; i < COUNTERS; i++) {
                    uncertain[i] += 8; // whatever was in the pipeline
                }
            }
        }
    }

    private interface Check {
        void of(String reply);
    }

    /// A pipeline of writes and reads that belong together, then one of reads alone.
    private void turn(Connection connection) throws IOException {
        turn++;
        List<List<String>> requests = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int counter = random.nextInt(COUNTERS);
            requests.add(List.of("INCR", key(counter)));
            checks.add(reply -> incremented(counter, reply));
        }
        String token = number + "/" + turn;
        requests.add(List.of("ECHO", token));
        checks.add(reply -> exactly("ECHO", bulk(token), reply));
        requests.add(List.of("SET", "unique:" + number, token));
        checks.add(reply -> exactly("SET", "+OK\r\n", reply));
        boolean[] setFailed = {false};
        checks.set(checks.size() - 1, reply -> {
            setFailed[0] = reply.startsWith("-");
            exactly("SET", "+OK\r\n", reply);
        });
        requests.add(List.of("GET", "unique:" + number));
        checks.add(reply -> {
            boolean older = reply.contains("\r\n" + number + "/");
            if (!setFailed[0] && !(serversMayForget && older)) {
                exactly("GET", bulk(token), reply);
            }
        });
        if (turn % 4 == 0) {
            transaction(requests, checks);
        }
        exchange(connection, requests, checks);
        reads(connection);
    }

    private void transaction(List<List<String>> requests, List<Check> checks) {
        int counter = random.nextInt(COUNTERS);
        requests.add(List.of("MULTI"));
        checks.add(reply -> exactly("MULTI", "+OK\r\n", reply));
        requests.add(List.of("INCR", key(counter)));
        checks.add(reply -> exactly("INCR", "+QUEUED\r\n", reply));
        requests.add(List.of("EXEC"));
        checks.add(reply -> incremented(counter, reply.startsWith("*1\r\n") ? reply.substring(4) : reply));
    }

    private void reads(Connection connection) throws IOException {
        List<String> all = new ArrayList<>(List.of("MGET"));
        List<List<String>> requests = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            int counter = i;
            all.add(key(counter));
            requests.add(List.of("GET", key(counter)));
            checks.add(reply -> read("GET", counter, reply));
        }
        requests.add(all);
        checks.add(reply -> {
            if (isError(reply)) {
                return;
            }
            String[] values = reply.split("\r\n", -1);
            int at = 1;
            for (int counter = 0; counter < COUNTERS; counter++) {
                boolean nil = values[at].equals("$-1");
                read("MGET", counter, nil ? "$-1\r\n" : values[at] + "\r\n" + values[at + 1] + "\r\n");
                at += nil ? 1 : 2;
            }
        });
        exchange(connection, requests, checks);
    }

    private void exchange(Connection connection, List<List<String>> requests, List<Check> checks) throws IOException {
        ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
        requests.forEach(request -> pipeline.writeBytes(Connection.request(request)));
        long began = System.nanoTime();
        connection.send(pipeline.toByteArray(), 0, pipeline.size());
        for (Check check : checks) {
            String reply = connection.reply();
            account.reply();
            check.of(reply);
        }
        account.paused(System.nanoTime() - began);
    }

    private String key(int counter) {
        return "counter:" + number + ":" + counter;
    }

    private static String bulk(String text) {
        return "$" + text.getBytes(ISO_8859_1).length + "\r\n" + text + "\r\n";
    }

    private boolean isError(String reply) {
        if (!reply.startsWith("-")) {
            return false;
        }
        account.error(reply.substring(1).split("[ \r]", 2)[0]);
        return true;
    }

    private void exactly(String what, String expected, String reply) {
        if (!isError(reply) && !reply.equals(expected)) {
            wrong(what, expected, reply);
        }
    }

    private void incremented(int counter, String reply) {
        if (isError(reply)) {
            uncertain[counter] += reply.startsWith("-LOSTREPLY") ? 1 : 0;
            return;
        }
        long least = known[counter] + 1;
        long most = least + uncertain[counter];
        long lowest = low[counter];
        low[counter] = 0;
        long value = reply.startsWith(":") ? Long.parseLong(reply.substring(1, reply.length() - 2)) : -1;
        if (value < 0 || value > most || (value < least && !serversMayForget)) {
            wrong("INCR " + key(counter), least + ".." + most, reply);
        } else if (value < least) {
            account.forgot(least - value);
        }
        if (lowest > 0 && value > lowest + uncertain[counter]) {
            wrong(
                    "a read of " + key(counter) + " before an INCR to " + value,
                    "what was answered before",
                    lowest - 1 + "");
        }
        known[counter] = value;
        uncertain[counter] = 0;
    }

    private void read(String what, int counter, String reply) {
        if (isError(reply)) {
            return;
        }
        boolean nil = reply.equals("$-1\r\n");
        long value = nil ? 0 : Long.parseLong(reply.split("\r\n", -1)[1]);
        boolean missing = nil && known[counter] > 0 && !serversMayForget;
        boolean stale = readsAreFresh && !serversMayForget && value < known[counter];
        if (missing || stale || value > known[counter] + uncertain[counter]) {
            wrong(what + " " + key(counter), known[counter] + " (" + uncertain[counter] + " uncertain)", reply);
        } else if (readsAreFresh && value < known[counter]) {
            low[counter] = value + 1; // stale, unless the next write shows that the servers have lost the difference
        }
    }

    private void wrong(String what, String expected, String got) {
        account.wrong("turn %d of %d: %s: %s (expected: %s)"
                .formatted(turn, number, what, got.replace("\r\n", "␍"), expected.replace("\r\n", "␍")));
    }
}
