package io.podhelpers.redisambassador.it;

import java.util.ArrayList;
import java.util.List;

/// Several [Witness]es at work until closed.
final class Witnesses implements AutoCloseable {
    private final Witness.Account account = new Witness.Account();
    private final List<Witness> witnesses = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Witnesses(Differential.Address address, int count, boolean serversMayForget, boolean readsAreFresh) {
        for (int i = 0; i < count; i++) {
            Witness witness = new Witness(address, i, account, serversMayForget, readsAreFresh);
            witnesses.add(witness);
            threads.add(Thread.ofPlatform().name("witness-" + i).start(witness));
        }
    }

    Witness.Account account() {
        return account;
    }

    /// Waits for so many more replies.
    void untilMore(long replies) {
        long goal = account.replies() + replies;
        RedisSet.until(replies + " more replies", () -> account.replies() >= goal || !account.wrong.isEmpty());
    }

    @Override
    public void close() {
        witnesses.forEach(Witness::stop);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
